# A small Lisp: reader, evaluator with environments, closures and tail loops.
def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def read(tokens):
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(read(tokens))
        tokens.pop(0)
        return items
    try:
        return int(token)
    except ValueError:
        return token


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while name not in env:
            env = env.outer
            if env is None:
                raise NameError(name)
        return env


class Lambda:
    def __init__(self, names, body, env):
        self.names, self.body, self.env = names, body, env


def evaluate(x, env):
    while True:
        if isinstance(x, str):
            return env.find(x)[x]
        if not isinstance(x, list):
            return x
        head = x[0]
        if head == "if":
            x = x[2] if evaluate(x[1], env) else x[3]
        elif head == "define":
            env[x[1]] = evaluate(x[2], env)
            return None
        elif head == "lambda":
            return Lambda(x[1], x[2], env)
        elif head == "begin":
            for e in x[1:-1]:
                evaluate(e, env)
            x = x[-1]
        elif head == "set!":
            env.find(x[1])[x[1]] = evaluate(x[2], env)
            return None
        else:
            f, *args = [evaluate(e, env) for e in x]
            if isinstance(f, Lambda):
                x, env = f.body, Env(f.names, args, f.env)
            else:
                return f(*args)


base = Env()
base.update({"+": lambda *a: sum(a), "-": lambda a, b: a - b, "*": lambda a, b: a * b, "<": lambda a, b: a < b, "=": lambda a, b: a == b,
             "list": lambda *a: list(a), "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a] + l, "null?": lambda l: not l})
program = """
(begin
  (define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))
  (define loop (lambda (n acc) (if (= n 0) acc (loop (- n 1) (+ acc n)))))
  (define map (lambda (f l) (if (null? l) l (cons (f (car l)) (map f (cdr l))))))
  (define counter (lambda () (begin (define n 0) (lambda () (begin (set! n (+ n 1)) n)))))
  (define c (counter))
  (c) (c)
  (list (fib 13) (loop 1000 0) (map (lambda (x) (* x x)) (list 1 2 3)) (c)))
"""
print(evaluate(read(tokenize(program)), base))
try:
    evaluate(read(tokenize("(+ 1 nope)")), base)
except NameError as error:
    print("unbound", error)
