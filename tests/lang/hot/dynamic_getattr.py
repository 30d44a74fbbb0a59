# getattr with names that are put together, in hot loops: dispatch to methods, slots, properties, what is missing.
import operator


class VM:
    step = 3

    def __init__(self):
        self.acc = 0
        self.log = []

    def do_add(self, n):
        self.acc += n

    def do_sub(self, n):
        self.acc -= n * self.step

    @property
    def do_prop(self):
        return lambda n: self.log.append(n)

    @staticmethod
    def do_static(n):
        return n

    @classmethod
    def do_class(cls, n):
        cls.step = 2 + n % 2

    def visit(self, x):
        return getattr(self, "visit_" + type(x).__name__, self.generic)(x)

    def visit_int(self, x):
        return x

    def visit_str(self, x):
        return len(x)

    def generic(self, x):
        return -1


vm = VM()
ops = ["add", "sub", "add", "prop", "static", "class"]
t = 0
for i in range(6000):
    op = ops[i % len(ops)]
    getattr(vm, "do_" + op)(i)
    t += vm.visit(i) + vm.visit("ab") + vm.visit(None)
    if i == 4000:
        vm.do_add = lambda n: None
    if i == 5000:
        VM.do_sub = lambda self, n: setattr(self, "acc", 0)
print(vm.acc, len(vm.log), t, VM.step)


class Open:
    def __getattr__(self, name):
        return name.upper()


o = Open()
o.x1 = "own"
seen = set()
for i in range(4000):
    seen.add(getattr(o, "x%d" % (i % 4)))
    try:
        getattr(vm, "y%d" % (i % 3))
    except AttributeError as e:
        seen.add(str(e))
    seen.add(getattr(5, "re" + "al") + getattr(str, "upp" + "er")("a").__len__())
print(sorted(seen, key=str))
n = 0
for i in range(3000):
    n += operator.index(i) + operator.index(True)
    try:
        operator.index(1.5 if i % 1000 == 999 else i)
    except TypeError as e:
        m = str(e)
print(n, m)


class Base:
    def __new__(cls, n):
        self = super().__new__(cls)
        self.n = n
        return self


class Derived(Base):
    pass


t = 0
log = []
for i in range(4000):
    t += Base(i).n + Derived(i).n
    if i == 2500:
        Derived.__init__ = lambda self, n: log.append(n)
    if i == 3000:
        Base.__init__ = lambda self, n: log.append(-n)
    if i == 3500:
        Base.__new__ = lambda cls, n: Derived.__new__(Derived, n) if n < 3600 and cls is Base and not log.append("d") else object.__new__(cls)
        break
print(t, len(log), log[:3], log[-3:])
