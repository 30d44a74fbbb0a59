# What `__doc__` of the attributes of built-in types says.
import functools
import io
import re
import types

for cls, names in [
    (int, "real imag numerator denominator"), (float, "real imag"), (complex, "real imag"),
    (object, "__class__"), (super, "__thisclass__ __self__ __self_class__"),
    (types.FrameType, "f_back f_lineno f_locals f_globals f_code"),
    (types.FunctionType, "__closure__ __globals__ __type_params__ __annotations__"),
    (types.MethodType, "__func__ __self__"),
    (types.GeneratorType, "__name__ gi_yieldfrom gi_frame"), (types.CoroutineType, "__name__ cr_await"),
    (OSError, "errno strerror filename filename2"), (SyntaxError, "msg lineno text"), (ImportError, "msg name path"),
    (StopIteration, "value"), (SystemExit, "code"), (BaseExceptionGroup, "message exceptions"),
    (AttributeError, "name obj"), (UnicodeDecodeError, "encoding start end reason object"),
    (memoryview, "obj nbytes shape strides format readonly"), (functools.partial, "func args keywords"),
    (io.FileIO, "closed closefd mode"), (re.Pattern, "pattern flags groups groupindex"),
    (type({}.keys()), "mapping"), (property, "fget fset fdel"), (slice, "start stop step"), (range, "start"),
]:
    for name in names.split():
        print(cls.__name__, name, repr(getattr(cls.__dict__[name], "__doc__")))


class Own:
    pass


class Slotted:
    __slots__ = {"a": "not this", "__weakref__": "nor this"}


print(Own.__dict__["__dict__"].__doc__, Own.__dict__["__weakref__"].__doc__, sep="\n")
print(Slotted.a.__doc__, Slotted.__dict__["__weakref__"].__doc__)
for name in ["send", "throw", "close"]:
    print(getattr(types.GeneratorType, name).__doc__, getattr(types.CoroutineType, name).__doc__, sep="\n")
