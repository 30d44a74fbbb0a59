"""round(), format and repr at the halves and the edges."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for x in (0.5, 1.5, 2.5, -0.5, 2.675, 1e16, 123456789.987654321, 5e-324, 1.7976931348623157e308, -0.0, 1e22, 1e23, 0.1 + 0.2, 1 / 3, 100.0, 12345678901234567.0):
    print(repr(x), round(x), round(x, 1), round(x, 2), round(x, -1), f'{x:.0f}', f'{x:.2f}', f'{x:.3e}', f'{x:g}', f'{x:.10g}', f'{x:,.1f}', f'{x:%}', f'{x:+.1f}', f'{x: .1f}', f'{x:#.0f}', f'{x:_}', f'{x:z.0f}', x.hex())
for x in (float('inf'), float('-inf'), float('nan')):
    print(x, f'{x:010.2f}', f'{x:+g}', f'{x:>8}', f'{x:F}', f'{x:%}', repr(x), str(x))
    show(round, x)
    show(round, x, 2)
    show(int, x)
    show(x.as_integer_ratio)
show(round, 1.5, None)
show(round, 1.5, 1.5)
show(round, 1.5, 400)
show(round, 1.5, -400)
show(round, 1e308, -308)
show(round, 1.7e308, -308)
print((0.1).as_integer_ratio(), (2.5).is_integer(), (3.0).is_integer(), float.fromhex('0x1.8p3'), float.fromhex('-inf'), (1e300 * 1e10), -1e300 * 1e10, 1e-320 / 10)
for text in ('0x1p', '1.5', '0x1.8p1024', 'nan', ' 0x1 ', 'x', ''):
    show(float.fromhex, text)
