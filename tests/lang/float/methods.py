for x in (0.5, -3.75, 1e10, 0.1):
    print(x.is_integer(), x.as_integer_ratio(), x.hex(), float.fromhex(x.hex()) == x, abs(x), +x, -x, x.real, x.imag, x.conjugate())
print((2.0).is_integer(), float.fromhex("0x1.8p3"), bool(0.0), bool(-0.0), bool(0.1), float(), float(True))
