class NoExit:
    def __enter__(self):
        pass


class RaisesInEnter:
    def __enter__(self):
        raise ValueError("enter")

    def __exit__(self, *a):
        print("never")


class RaisesInExit:
    def __enter__(self):
        pass

    def __exit__(self, *a):
        raise OSError("exit")


for m in (5, NoExit(), RaisesInEnter(), RaisesInExit()):
    try:
        with m:
            print("body")
            raise KeyError("body error")
    except Exception as error:
        print(type(error).__name__, error, repr(error.__context__))
