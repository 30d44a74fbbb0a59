def f():
    raise ValueError


class C:
    def method(self):
        f()

    @staticmethod
    def s():
        C().method()


[C.s() for _ in range(1)]
