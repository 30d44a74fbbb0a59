class Trouble(Exception):
    def __str__(self):
        return "two\nlines"


class Outer:
    class Inner(Trouble):
        pass


def f():
    e = Outer.Inner()
    e.add_note("a note")
    raise e


f()
