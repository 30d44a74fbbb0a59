"""Powers, absolute values, repr and formats of complex numbers."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


print((1 + 2j) ** 2, (1 + 2j) ** 0, (1 + 2j) ** -1, 0j ** 0, (2 + 0j) ** 3, 1j ** 2, 2 ** 1j)
for bad in (lambda: 0j ** -1, lambda: 0j ** 1j, lambda: pow(1j, 1, 1), lambda: pow(1j, 1.5, 2), lambda: (1e200 + 1j) ** 2, lambda: (1e300 + 1e300j) ** 100, lambda: int(1j), lambda: float(1j), lambda: round(1j), lambda: abs(complex(1e308, 1e308))):
    show(bad)
for z in (0j, -0j, complex(-0.0, -0.0), complex(-0.0, 1), 1 - 0j, complex('inf'), complex(0, float('nan')), 1e16 + 1e-5j, 100000000000000000j, -1.5 + 2j):
    print(repr(z), str(z), hash(z) == hash(complex(z)), bool(z), z == z.conjugate(), -z, +z)
print(format(1 + 2j, '.2f'), format(1 + 2j, '10.1e') , format(3 - 4j, '>20'), f'{1.5j:+.3g}', f'{1e3+2j:,}')
for spec in ('d', '020', '=10', 'z9s', 's', 'x'):
    show(format, 1j, spec)
print(abs(3 + 4j), abs(complex('inf')), (3 + 4j).real, (3 + 4j).imag, (1 + 2j).conjugate())
print(hash(1 + 0j) == hash(1), hash(2.5 + 0j) == hash(2.5), {1: 'a'}[1 + 0j], 1 + 0j == 1, 1 + 0j == True, 1j == 1, 0.1 + 0j == 0.1)
