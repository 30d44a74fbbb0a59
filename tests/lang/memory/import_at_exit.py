"""When a program has ended, what is finalised can import no more."""
import sys


def helper():
    return 5


class A:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, helper(), sys.is_finalizing(), sys.meta_path is None, sys.path is None, len(sys.modules) == 0)
        for source in "import sys as s", "import json", "import os.path", "from os import path", "__import__('re')":
            try:
                exec(source)
                print("   ", source)
            except BaseException as e:
                print("   ", source, repr(e))


def generator():
    try:
        yield
    finally:
        try:
            import string
        except ImportError as e:
            print("generator", e)


alone = A("alone")
waiting = generator()
next(waiting)
print("end", sys.is_finalizing())
