"""Fields, attributes, indices and nesting in str.format and format_map."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class A:
    x = [10, {'k': 'v'}]

    def __format__(self, spec):
        return f'<{spec}>'

    def __getitem__(self, key):
        return f'item {key!r}'


class Missing(dict):
    def __missing__(self, key):
        return '{' + key + '}'


a = A()
print('{} {} {}'.format(1, 'b', None), '{1} {0} {1}'.format('x', 'y'), '{a.x[0]} {a.x[1][k]} {a[3]} {a[k]} {a[-1]}'.format(a=a), '{0:>{1}.{2}}'.format('abcdef', 8, 3), '{!r:>6} {!s} {!a}'.format('x', 'y', '\xe9'), '{{}} {{{}}}'.format(1), '{:{}}'.format(a, 'spec'), '{0.real} {0.imag:.1f}'.format(1 + 2j), '{[k]}'.format({'k': 1}), '{:%}'.format(0.5))
print('{a} {b}'.format_map(Missing(a=1)), '{x[0]}'.format_map({'x': [5]}), '{}'.format(a), '{:}'.format(a))
for text, args in (('{', ()), ('}', ()), ('{}', ()), ('{0} {}', (1, 2)), ('{} {0}', (1, 2)), ('{a}', ()), ('{0', (1,)), ('{0!x}', (1,)), ('{0!}', (1,)), ('{0[}', ([1],)), ('{0[]}', ([1],)), ('{0.}', (1,)), ('{0.zz}', (1,)), ('{0[5]}', ([1],)), ('{:d}', ('a',)), ('{:{:{}}}', (1, 2, 3)), ('{!r', (1,)), ('{0!r:', (1,)), ('{99}', (1,)), ('{-1}', (1,)), ('{ 0}', (1,)), ('{0 }', (1,)), ('{a b}', ()), ('{99999999999999999999}', (1,))):
    show(text.format, *args)
show('{}'.format_map, {})
show('{a}'.format_map, 5)
show('{a}'.format_map)
