# A list of parameters is long, not deep.
from collections import namedtuple

n = 5000
names = [f"f{i}" for i in range(n)]
function = eval(f"lambda {', '.join(names)}: ({', '.join(names)},)")
print(sum(function(*range(n))))
defaults = eval(f"lambda {', '.join(f'{name}={i}' for i, name in enumerate(names))}: ({', '.join(names)},)")
print(sum(defaults()))

Big = namedtuple("Big", names)
big = Big(*range(n))
print(len(big), big.f0, big.f4999, big._replace(f1=2)[:3])

try:
    eval("a" + ", a" * 10 + "".join("lambda x, y: " for _ in range(5)))
except SyntaxError as e:
    print(e.msg)
