print(abs(-5), abs(-2.5), divmod(7, 3), pow(2, 5), round(2.5), len("abc"), hex(255), oct(8), bin(5), chr(97), ord("a"), callable(len), repr("a"), ascii("é"), type(1), isinstance(1, int), id(1) == id(1), hash("a") == hash("a"))
print(min(3, 1, 2), max([1, 2]), sum([1, 2, 3]), sorted("cab"), list(reversed([1, 2])), any([0, 1]), all([1, 1]), bool([]), int("5"), float("2.5"), str(5), complex(1, 2), bytes(2), bytearray(b"a"), getattr("a", "upper")(), format(5, "03d"))
print(__name__, type(__builtins__).__name__, print.__name__, len.__module__)
