"""In which order the parts of comprehensions and displays are evaluated."""

def say(x, value=None):
    print(x, end=' ')
    return x if value is None else value


print([say(f'e{x}{y}') for x in say('outer', 'ab') if say(f'if{x}') for y in say('inner', '12') if say(f'if{y}', y == '2')])
print({say('k'): say('v') for _ in say('it', 'x')})
print({say('a'): say('b'), say('c'): say('d'), **say('rest', {'e': 1})})
print([say(1), *say('star', [2]), say(3)], (say(4), *say('s', ())), {say(5), say(6)} and '')
g = (say(x) for x in say('now', [1, 2]))
print('made')
print(list(g))


def f(*args, **keywords):
    return args, keywords


print(say('f', f)(say('a'), *say('args', (1,)), say('b'), k=say('k'), **say('kw', {'z': 1})))
x = say('target', [0, 0])
x[say('index', 1)] = say('value')
x[say('i', 0)], x[say('j', 1)] = say('left'), say('right')
print(x)
print(say(1) < say(2) < say(0, -1) < say(9), say(0, 0) or say('or') and say('and'))
a = b = say('once')
d = {}
d[say('dk')] = d2 = say('dv')
print(d, say('then') if say('cond', 0) or 0 else say('else'))
assert say('assert', 1), say('never')
