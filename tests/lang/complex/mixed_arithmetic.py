"""Real operands have no imaginary part: signs of zeros and infinities show it."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


inf, nan = float('inf'), float('nan')
z = complex(-0.0, -0.0)
print(z + (-0.0), (-0.0) + z, z - 0.0, 0.0 - z, z + 0, 0 + z, z - 0j, -0.0 - complex(0.0, 0.0))
print(complex(inf, 1) * 2, 2 * complex(inf, 1), complex(inf, 1) * inf, complex(inf, 1) * 0, complex(inf, 1) * -0.0)
print(complex(1, inf) / 2, 1.0 / complex(inf, nan), 1.0 / complex(-inf, 3), complex(4, 6) / 2, 1 / 2j, 8 / (2 + 2j))
print(True + 1j, 3 - 1j, 10**20 * 1j, 1j * 0.5, (1 + 2j) / -2)
for bad in (lambda: 1j / 0, lambda: 1 / 0j, lambda: 1.0 / 0j, lambda: 1j / 0j, lambda: 1j + '', lambda: [] * 1j, lambda: 1j // 2, lambda: 1j % 2, lambda: 1j < 2, lambda: divmod(1j, 1), lambda: 10**400 * 1j):
    show(bad)
