for t in (ZeroDivisionError, KeyError, IndexError, UnboundLocalError, RecursionError, NotImplementedError, FileNotFoundError, UnicodeDecodeError, ModuleNotFoundError, StopIteration, KeyboardInterrupt, GeneratorExit, SystemExit, OverflowError, IndentationError, ExceptionGroup, TimeoutError):
    print(" < ".join(c.__name__ for c in t.__mro__))
print(IOError is OSError, EnvironmentError is OSError)
