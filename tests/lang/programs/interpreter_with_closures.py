# Expressions compiled to nested closures.
def number(n):
    return lambda env: n


def name(s):
    def look(env):
        try:
            return env[s]
        except KeyError:
            raise NameError(f"{s} is not bound") from None
    return look


def binary(op, a, b):
    if op == "+":
        return lambda env: a(env) + b(env)
    if op == "-":
        return lambda env: a(env) - b(env)
    if op == "*":
        return lambda env: a(env) * b(env)
    if op == "<":
        return lambda env: a(env) < b(env)
    raise SyntaxError(op)


def assign(s, value):
    def run(env):
        env[s] = value(env)
    return run


def loop(test, *body):
    def run(env):
        while test(env):
            for statement in body:
                statement(env)
    return run


def branch(test, yes, no):
    return lambda env: yes(env) if test(env) else no(env)


program = [
    assign("i", number(0)),
    assign("t", number(0)),
    loop(binary("<", name("i"), number(3000)),
         assign("t", binary("+", name("t"), branch(binary("<", name("i"), number(1500)), binary("*", name("i"), number(2)), number(1)))),
         assign("i", binary("+", name("i"), number(1)))),
]
env = {}
for statement in program:
    statement(env)
print(env)
try:
    binary("+", name("i"), name("zz"))(env)
except NameError as error:
    print(error)
env["i"] = 0.5
program[2](env)
print(env)
