import sys

print(sys.version_info[:2], sys.version_info.major, sys.maxsize, sys.byteorder, sys.maxunicode, sys.platform, len(sys.argv), sys.implementation.name == sys.implementation.name, sys.float_info.max, sys.float_info.epsilon, sys.int_info.default_max_str_digits, sys.hash_info.modulus, sys.getdefaultencoding(), sys.intern("x") is sys.intern("x"), callable(sys.exit), sys.flags.optimize)
print(sys.version_info >= (3, 14), sys.hexversion > 0x030E0000, sys.stdin is not None, isinstance(sys.path, list), sys.executable is not None)
