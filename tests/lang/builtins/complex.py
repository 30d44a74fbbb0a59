a = 3 + 4j
print(a, a.real, a.imag, abs(a), a.conjugate(), a + 1, a * 2, a / 2, a ** 2, -a, a == 3 + 4j, a != 3, 1j * 1j, complex("1+2j"), complex(1), complex(0, -0.0), bool(0j), hash(1 + 0j) == hash(1), repr(-1j), (1e20 + 1j), 1 - 1j)
for f in (lambda: a < a, lambda: int(a), lambda: a // 1, lambda: a / 0, lambda: complex("x"), lambda: float(a)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
