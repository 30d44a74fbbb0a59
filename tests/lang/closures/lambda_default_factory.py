def compose(*fs):
    def run(x):
        for f in fs:
            x = f(x)
        return x
    return run


inc = lambda x: x + 1
print(compose(inc, inc, str, len)(8), compose()(5))
def curry(f, *args):
    return lambda *more: f(*args, *more)
print(curry(max, 3)(1, 5), curry(curry, pow)(2)(10))
