"""Module doc."""


def f():
    "f doc"


def g():
    x = "not a doc"


class C:
    """C doc.

    Indented more.
    """

    def m(self):
        """m doc"""


print(__doc__, f.__doc__, g.__doc__, repr(C.__doc__), C.m.__doc__, C().m.__doc__)
