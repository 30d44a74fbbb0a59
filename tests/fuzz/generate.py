"""Prints a random program; the same one for the same seed.

    generate.py SEED [SIZE]

What is generated is what traces find hard: loops in loops, ints around the overflow boundaries, floats, lists, dicts,
strings, objects whose classes change midway, closures, generators, exceptions and `finally`, recursion, values that
change their type after many iterations. Every program ends, prints what it has computed, and raises nothing it does not
catch; it depends on nothing but its text. `run.py` runs such programs under all engines.
"""

import random
import sys

EDGES = [0, 1, -1, 2, 3, 7, -5, 10, 255, 2**31 - 1, 2**31, -2**31, 2**32, 2**61, 2**62 - 1, 2**62, -2**62, -2**62 - 1,
         2**63 - 1, 2**63, -2**63, 2**64 - 1, 2**64, 3**50]
FLOATS = ["0.0", "-0.0", "0.5", "1.5", "-2.25", "1e10", "1e-5", "3.0", "1e308", "2.0 ** 53", "-1e-300", "float('inf')",
          "float('nan')", "7.0", "0.1"]
WORDS = ["'a'", "'bc'", "''", "'x1'", "'\\xe9\\u4e00'", "'key'", "'zz top'"]
CAUGHT = ["ZeroDivisionError", "(TypeError, ValueError)", "IndexError", "KeyError", "LookupError", "Exception",
          "ArithmeticError", "AttributeError"]


class Scope:
    """The variables of one function, by kind; those of `fixed` are not assigned to."""

    def __init__(self, ints=(), floats=(), lists=(), dicts=(), strs=(), objs=(), mixed=()):
        self.int = list(ints)
        self.float = list(floats)
        self.list = list(lists)
        self.dict = list(dicts)
        self.str = list(strs)
        self.obj = list(objs)
        self.mixed = list(mixed)
        self.fixed = set()
        self.generator = False
        self.loops = 0
        self.function = True


class Generator:
    def __init__(self, seed, size):
        self.r = random.Random(seed)
        self.size = size
        self.lines = []
        self.names = 0
        self.functions = []  # (name, number of int parameters)
        self.generators = []
        self.classes = []
        self.callable = True
        self.caught = 0  # enclosing `try` statements


    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def emit(self, depth, text):
        self.lines.append("    " * depth + text)

    def chance(self, p):
        return self.r.random() < p

    def risky(self):
        """Whether an expression may raise here: seldom where that ends the iteration."""
        return self.chance(0.5 if self.caught else 0.03)

    # expressions

    def int_leaf(self, s):
        r = self.r.random()
        if r < 0.7 and s.int:
            return self.r.choice(s.int)
        if r < 0.85:
            return f"({self.r.choice(EDGES)})"
        return str(self.r.randrange(-20, 20)) if self.chance(0.7) else f"({self.r.randrange(-2**66, 2**66)})"

    def int(self, s, depth=2):
        if depth == 0:
            return self.int_leaf(s)
        e = lambda: self.int(s, depth - 1)
        choice = self.r.randrange(30)
        if choice < 8:
            return f"({e()} {self.r.choice('+-+-*')} {e()})"
        if choice < 10:
            return f"({e()} {self.r.choice(['//', '%'])} {self.r.choice([3, 7, -7, 2**32, 16, 1, -1, 1000])})"
        if choice == 10:
            return f"({e()} {self.r.choice(['//', '%'])} {e() if self.risky() else f'({e()} | 1)'})"
        if choice < 14:
            return f"({e()} {self.r.choice('&|^')} {e()})"
        if choice == 14:
            return f"({e()} << ({e()} & {self.r.choice([7, 63])}))"
        if choice == 15:
            return f"({e()} >> ({e()} & 63))"
        if choice == 16:
            return f"({self.r.choice(['-', '~', '+'])}{e()})"
        if choice == 17:
            return f"({e()} & {self.r.choice([0xff, 0xffff, 2**32 - 1, 2**63 - 1, 2**64 - 1])})"
        if choice == 18 and s.list:
            v = self.r.choice(s.list)
            return f"{v}[{e()} % len({v})]" if not self.risky() else f"{v}[{self.r.choice([0, -1, 1, 5, -3])}]"
        if choice == 19 and s.dict:
            return f"{self.r.choice(s.dict)}.get({self.key(s)}, {e()})"
        if choice == 20 and s.dict and self.risky():
            return f"{self.r.choice(s.dict)}[{self.key(s)}]"
        if choice == 21:
            return f"({e()} if {self.cond(s)} else {e()})"
        if choice == 22 and s.obj and self.chance(0.3):
            # A reflected method of the right operand.
            return f"({e()} {self.r.choice('+-')} {self.r.choice(s.obj)})"
        if choice == 22 and s.obj:
            return f"{self.r.choice(s.obj)}.{self.r.choice(['a', 'b'])}"
        if choice == 23 and s.obj and self.callable:
            return f"{self.r.choice(s.obj)}.{self.r.choice(['m', 'n'])}({e()})"
        if choice == 24 and self.functions and self.callable:
            f, n = self.r.choice(self.functions)
            return f"{f}({', '.join(self.int(s, 0) for _ in range(n))})"
        if choice == 25:
            return self.r.choice([f"abs({e()})", f"min({e()}, {e()})", f"max({e()}, {e()})", f"int({self.float(s, 1)})" if self.risky() else "3",
                                  f"len({self.str(s, 1)})", f"({self.cond(s)}) + 0", f"bool({e()}) + {e()}",
                                  f"hash({e()})", f"{e()}.bit_length()", f"divmod({e()}, 7)[1]"])
        if choice == 26 and s.list:
            v = self.r.choice(s.list)
            return self.r.choice([f"sum({v})", f"len({v})", f"max({v})", f"{v}.count({e()})",
                                  f"sum([x {self.r.choice('+-*&')} {e()} for x in {v}])",
                                  f"sum(x for x in {v} if x {self.r.choice(['<', '>', '!='])} {e()})"])
        if choice == 27 and s.str:
            v = self.r.choice(s.str)
            return self.r.choice([f"ord({v}[0])" if self.risky() else f"ord(({v} + 'q')[0])", f"{v}.find('a')", f"{v}.count('x')", f"len({v})"])
        if choice == 28 and s.generator is False and self.generators and self.callable:
            return f"next({self.r.choice(self.generators)}({self.int(s, 0)}), {e()})"
        return self.int_leaf(s)

    def float(self, s, depth=2):
        if depth == 0 or self.chance(0.2):
            if s.float and self.chance(0.7):
                return self.r.choice(s.float)
            return f"({self.r.choice(FLOATS)})"
        e = lambda: self.float(s, depth - 1)
        choice = self.r.randrange(10)
        if choice < 5:
            return f"({e()} {self.r.choice('+-*')} {e()})"
        if choice == 5:
            return f"({e()} / {self.r.choice(['2.0', '3', '-7.5', e() if self.risky() else f'({e()} or 1.0)'])})"
        if choice == 6:
            return f"({e()} {self.r.choice('+-*')} {self.int(s, 0)})"
        if choice == 7:
            return f"({e()} {self.r.choice(['//', '%'])} {self.r.choice(['2.0', '-3.5', '7', e() if self.risky() else f'({e()} or 1.0)'])})"
        if choice == 8:
            return f"abs({e()})" if self.chance(0.5) else f"(-{e()})"
        return f"({self.int(s, 0)} / {self.r.choice(['7', '-3', self.int(s, 0) if self.risky() else '11'])})"

    def str(self, s, depth=2):
        if depth == 0 or self.chance(0.3):
            if s.str and self.chance(0.7):
                return self.r.choice(s.str)
            return self.r.choice(WORDS)
        choice = self.r.randrange(9)
        v = self.str(s, depth - 1)
        if choice == 0:
            return f"({v} + {self.str(s, depth - 1)})[:20]"
        if choice == 1:
            return f"str({self.int(s, 0)})"
        if choice == 2:
            return f"f'{{{self.int(s, 0)}}}-{{{self.float(s, 0)}:.3g}}'"
        if choice == 3:
            return f"{v}.upper()"
        if choice == 4:
            return f"{v}[{self.int(s, 0)} % 5:]"
        if choice == 5:
            return f"({v} * ({self.int(s, 0)} & 3))[:20]"
        if choice == 6:
            return f"'%s:%d' % ({v}[:9], {self.int(s, 0)} & 255)"
        if choice == 7:
            return f"{v}.replace('a', 'xy')[:20]"
        return f"repr({self.r.choice([self.int(s, 0), self.float(s, 0), v])})[:20]"

    def key(self, s):
        r = self.r.random()
        if r < 0.5:
            return f"({self.int(s, 0)} & 7)"
        if r < 0.75:
            return self.str(s, 0)
        if r < 0.85:
            return f"({self.int(s, 0)} & 3, 'k')"
        return self.r.choice(["1.0", "True", "None", "2", "'a'"])

    def cond(self, s):
        r = self.r.random()
        if r < 0.45:
            return f"{self.int(s, 1)} {self.r.choice(['<', '<=', '>', '>=', '==', '!='])} {self.int(s, 1)}"
        if r < 0.55:
            return f"{self.int(s, 0)} & {self.r.choice([1, 2, 4, 12])}"
        if r < 0.65:
            return f"{self.float(s, 1)} {self.r.choice(['<', '<=', '>', '>=', '==', '!='])} {self.float(s, 1)}"
        if r < 0.7:
            return f"{self.str(s, 1)} {self.r.choice(['<', '==', '!=', '>=', 'in'])} {self.str(s, 1)}"
        if r < 0.76 and s.dict:
            return f"{self.key(s)} {self.r.choice(['in', 'not in'])} {self.r.choice(s.dict)}"
        if r < 0.82 and s.list:
            return f"{self.int(s, 0)} {self.r.choice(['in', 'not in'])} {self.r.choice(s.list)}"
        if r < 0.88:
            return f"({self.cond(s)}) {self.r.choice(['and', 'or'])} ({self.cond(s)})"
        if r < 0.91:
            return f"not ({self.cond(s)})"
        if r < 0.94 and s.mixed:
            return f"isinstance({self.r.choice(s.mixed)}, {self.r.choice(['int', 'float', 'str', '(int, str)'])})"
        if r < 0.97 and s.mixed:
            return f"{self.r.choice(s.mixed)} is None"
        if s.obj and self.chance(0.5):
            return f"{self.r.choice(s.obj)} {self.r.choice(['<', '=='])} {self.r.choice(s.obj)}"
        return f"{self.int(s, 0)} % {self.r.choice([2, 3, 5, 17])} == {self.r.randrange(3)}"

    def any(self, s):
        r = self.r.random()
        if r < 0.4:
            return self.int(s, 1)
        if r < 0.6:
            return self.float(s, 1)
        if r < 0.75:
            return self.str(s, 1)
        if r < 0.85 and s.mixed:
            return self.r.choice(s.mixed)
        return self.r.choice(["None", "True", "(1, 2)", "[]", "1 << 70", "'q'"])

    # statements

    def settable(self, s, kind):
        return [v for v in getattr(s, kind) if v not in s.fixed]

    def clamp(self, depth, v):
        limit = self.r.choice(["1 << 62", "1 << 63", "(1 << 64) - 1", "1 << 100", "10 ** 9"])
        self.emit(depth, f"if not -({limit}) <= {v} <= {limit}:")
        self.emit(depth + 1, f"{v} = {v} % {self.r.choice([1000003, 2**61 - 1, 2**32, 97])}")

    def assign_int(self, s, depth):
        names = self.settable(s, "int")
        if not names:
            return self.emit(depth, "pass")
        v = self.r.choice(names)
        r = self.r.random()
        if r < 0.45:
            self.emit(depth, f"{v} {self.r.choice(['+=', '-=', '*=', '^=', '|=', '&='])} {self.int(s, 1)}")
        elif r < 0.55 and len(names) > 1:
            w = self.r.choice([n for n in names if n != v])
            self.emit(depth, f"{v}, {w} = {self.int(s, 1)}, {self.int(s, 1)}")
            self.clamp(depth, w)
        else:
            self.emit(depth, f"{v} = {self.int(s)}")
        self.clamp(depth, v)

    def body(self, s, depth, n, budget):
        start = len(self.lines)
        for _ in range(n):
            self.statement(s, depth, budget)
        if len(self.lines) == start:
            self.emit(depth, "pass")

    def statement(self, s, depth, budget):
        r = self.r.randrange(100)
        if depth > 6:
            r %= 45
        if r < 22:
            self.assign_int(s, depth)
        elif r < 29 and self.settable(s, "float"):
            v = self.r.choice(self.settable(s, "float"))
            self.emit(depth, f"{v} {self.r.choice(['=', '=', '+=', '-=', '*='])} {self.float(s)}")
        elif r < 33 and self.settable(s, "str"):
            self.emit(depth, f"{self.r.choice(self.settable(s, 'str'))} = {self.str(s)}")
        elif r < 37 and self.settable(s, "mixed"):
            self.emit(depth, f"{self.r.choice(self.settable(s, 'mixed'))} = {self.any(s)}")
        elif r < 42 and s.list:
            v = self.r.choice(s.list)
            self.emit(depth, self.r.choice([
                f"{v}[{self.int(s, 0)} % len({v})] = {self.int(s, 1)} % (1 << 70)",
                f"{v}.append({self.int(s, 1)} % 1000)",
                f"if len({v}) > 12: {v}.pop()",
                f"if len({v}) > 12: del {v}[{self.r.choice(['0', '-2', '1:3'])}]",
                f"{v}.insert(0, {self.int(s, 0)})",
                f"{v}[1:3] = [{self.int(s, 0)}, {self.int(s, 0)}]",
                f"if len({v}) < 40: {v}.extend([{self.int(s, 0)}] * 2)",
                f"{v}.reverse()",
                f"{v}.sort()",
            ]))
            if self.chance(0.5):
                self.emit(depth, f"if len({v}) > 60: del {v}[20:]")
        elif r < 46 and s.dict:
            v = self.r.choice(s.dict)
            self.emit(depth, self.r.choice([
                f"{v}[{self.key(s)}] = {self.int(s, 1)} % (1 << 65)",
                f"{v}[{self.key(s)}] = {v}.get({self.key(s)}, 0) + 1",
                f"{v}.pop({self.key(s)}, None)",
                f"{v}.setdefault({self.key(s)}, {self.int(s, 0)})",
                f"if len({v}) > 10: {v}.clear()",
            ]))
        elif r < 50 and s.obj:
            v = self.r.choice(s.obj)
            self.emit(depth, f"{v}.{self.r.choice(['a', 'b'])} {self.r.choice(['=', '='])} ({self.int(s, 1)}) % {self.r.choice(['1000', '(1 << 64)'])}")
        elif r < 62:
            self.emit(depth, f"if {self.cond(s)}:")
            self.body(s, depth + 1, self.r.randrange(1, 3), budget)
            if self.chance(0.25):
                self.emit(depth, f"elif {self.cond(s)}:")
                self.body(s, depth + 1, 1, budget)
            if self.chance(0.5):
                self.emit(depth, "else:")
                self.body(s, depth + 1, self.r.randrange(1, 3), budget)
        elif r < 70 and budget > 8:
            self.loop(s, depth, budget)
        elif r < 78:
            self.attempt(s, depth, budget)
        elif r < 82 and s.loops:
            self.emit(depth, f"if {self.cond(s)}: {self.r.choice(['continue', 'break', 'continue'])}")
        elif r < 84 and s.generator:
            self.emit(depth, f"yield {self.int(s, 1)}")
        elif r < 86 and s.generator and self.settable(s, "int"):
            v = self.r.choice(self.settable(s, "int"))
            self.emit(depth, f"{v} = (yield {self.int(s, 0)}) or {v}")
        elif r < 88 and not s.generator and s.function:
            self.emit(depth, f"if {self.cond(s)}: return {self.int(s, 1)}")
        elif r < 91 and s.obj and self.classes:
            c = self.r.choice(self.classes)
            v = self.r.choice(s.obj)
            if v not in s.fixed:
                self.emit(depth, f"{v} = {c}({self.int(s, 0)}, {self.int(s, 0)})")
        elif r < 93:
            self.emit(depth, f"G = ({self.int(s, 1)}) % (1 << 63)")
        elif r < 95 and self.settable(s, "int"):
            v = self.r.choice(self.settable(s, "int"))
            w = self.r.choice(s.int)
            self.emit(depth, f"f = lambda x, y={self.int(s, 0)}: x {self.r.choice('+-^')} y {self.r.choice('+-')} {w}")
            self.emit(depth, f"{v} = f({self.int(s, 0)})")
            self.clamp(depth, v)
        elif r < 97 and s.list:
            v = self.r.choice(s.list)
            self.emit(depth, f"{v}[:] = [{self.r.choice(['x', '-x', 'x ^ 1', 'x >> 1'])} for x in {v} if x != {self.int(s, 0)}] or [1, 2, 3]")
        elif s.mixed and self.settable(s, "int"):
            v = self.r.choice(self.settable(s, "int"))
            m = self.r.choice(s.mixed)
            self.emit(depth, f"match {m}:")
            self.emit(depth + 1, f"case int() as k if k > 3: {v} ^= 5")
            self.emit(depth + 1, f"case float(): {v} += 1")
            self.emit(depth + 1, f"case None | 'q': {v} -= 1")
            self.emit(depth + 1, f"case [x, *rest] | (x, *rest): {v} += len(rest)")
            self.emit(depth + 1, f"case _: {v} = {v} ^ 1")
        else:
            self.assign_int(s, depth)

    def loop(self, s, depth, budget):
        n = self.r.choice([2, 3, 5, 8, min(budget, 40), budget])
        rest = max(1, budget // n)
        i = self.name("i")
        stepped = None
        if self.generators and not s.generator and self.callable and self.chance(0.15):
            stepped = self.name("w"), f"{self.r.choice(self.generators)}({self.int(s, 0)})"
            self.emit(depth, f"{stepped[0]} = {stepped[1]}")
        r = self.r.random()
        if r < 0.55:
            self.emit(depth, f"for {i} in range({self.r.choice([str(n), f'0, {n}', f'{n}, 0, -1', f'-5, {3 * n}, 3'])}):")
        elif r < 0.65 and s.list:
            self.emit(depth, f"for {i} in list({self.r.choice(s.list)})[:{n}]:")
        elif r < 0.7 and s.list:
            k = self.name("k")
            self.emit(depth, f"for {k}, {i} in enumerate({self.r.choice(s.list)}[:{n}]):")
        elif r < 0.78 and self.generators and not s.generator and self.callable:
            self.emit(depth, f"for {i} in {self.r.choice(self.generators)}({self.int(s, 0)}):")
        elif r < 0.83 and s.list:
            k = self.name("k")
            self.emit(depth, f"for {k}, {i} in zip({self.r.choice(s.list)}[:], range({n})):")
        elif r < 0.88 and s.dict:
            v = self.r.choice(s.dict)
            k = self.name("k")
            self.emit(depth, f"for {k}, {i} in list({v}.items()):")
            self.emit(depth + 1, f"{i} = {i} if isinstance({i}, int) else 0")
        else:
            self.emit(depth, f"{i} = {n}")
            s.fixed.add(i)
            self.emit(depth, f"while {i} > 0:")
            self.emit(depth + 1, f"{i} -= {self.r.choice([1, 1, 2])}")
        added = i not in s.int
        s.int.append(i)
        s.fixed.add(i)
        s.loops += 1
        if stepped and (names := self.settable(s, "int")):
            self.step(depth + 1, self.r.choice(names), *stepped)
        if self.chance(0.35) and n >= 8:
            self.midway(s, depth + 1, i, n)
        self.body(s, depth + 1, self.r.randrange(1, 5), rest)
        s.loops -= 1
        if added:
            s.int.remove(i)
        if self.chance(0.15):
            self.emit(depth, "else:")
            self.body(s, depth + 1, 1, 1)

    def step(self, depth, v, w, made):
        """A generator that lives across iterations goes on by a call."""
        call = self.r.choice([f"next({w})", f"next({w})", f"{w}.send(None)", f"{w}.send(5)"])
        self.emit(depth, "try:")
        self.emit(depth + 1, f"{v} = ({v} + ({call} or 0)) % {self.r.choice([1009, 2**64])}")
        self.emit(depth, "except (StopIteration, TypeError):")
        self.emit(depth + 1, f"{w} = {made}")

    def midway(self, s, depth, i, n):
        """Something that traces relied upon changes after a number of iterations."""
        options = []
        if self.settable(s, "int"):
            v = self.r.choice(self.settable(s, "int"))
            options.append(f"{v} = {self.r.choice(['2 ** 62', '-2 ** 63', '2 ** 64', 'True'])}")
        if self.settable(s, "mixed"):
            options.append(f"{self.r.choice(self.settable(s, 'mixed'))} = {self.r.choice(['1.5', 'None', repr('s'), '2 ** 70'])}")
        if s.list:
            options.append(f"{self.r.choice(s.list)}.append({self.r.choice(['2 ** 65', 'True', '-1'])})")
        if self.classes and s.obj:
            c = self.r.choice(self.classes)
            options += [f"{c}.m = lambda self, x: x + {self.r.randrange(9)}", f"{c}.b = {self.r.randrange(9)}",
                        f"{self.r.choice(s.obj)}.c = {self.r.randrange(9)}",
                        f"{self.r.choice(s.obj)}.__class__ = {self.r.choice(self.classes)}"]
        if options:
            self.emit(depth, f"if {i} == {self.r.randrange(n)}: {self.r.choice(options)}")

    def attempt(self, s, depth, budget):
        self.emit(depth, "try:")
        self.caught += 1
        self.body(s, depth + 1, self.r.randrange(1, 3), budget)
        self.caught -= 1
        r = self.r.random()
        if r < 0.3:
            self.emit(depth + 1, f"if {self.cond(s)}: raise {self.r.choice(['ValueError', 'KeyError', 'E'])}({self.int(s, 0)})")
        elif r < 0.5 and s.list:
            v = self.settable(s, "int")
            if v:
                self.emit(depth + 1, f"{self.r.choice(v)} = {self.r.choice(s.list)}[{self.int(s, 0)} % 20]")
        handlers = self.r.random()
        if handlers < 0.85:
            self.emit(depth, f"except {self.r.choice(CAUGHT)}{self.r.choice([' as e', ''])}:")
            v = self.settable(s, "int")
            if v and self.chance(0.7):
                self.emit(depth + 1, f"{self.r.choice(v)} = {self.r.randrange(100)}")
            else:
                self.body(s, depth + 1, 1, 1)
            if self.chance(0.2):
                self.emit(depth, "else:")
                self.body(s, depth + 1, 1, 1)
        if handlers >= 0.7:
            self.emit(depth, "finally:")
            # Leaving `finally` by a jump is deprecated.
            loops, s.loops = s.loops, 0
            function, s.function = s.function, False
            self.assign_int(s, depth + 1)
            s.loops, s.function = loops, function

    # definitions

    def locals(self, s, depth, parameters=()):
        for kind, prefix, count in [("int", "v", 3), ("float", "f", 2), ("str", "t", 1), ("mixed", "x", 1)]:
            for _ in range(count):
                v = self.name(prefix)
                value = {"int": lambda: str(self.r.choice(EDGES)), "float": lambda: self.r.choice(FLOATS),
                         "str": lambda: self.r.choice(WORDS), "mixed": lambda: self.r.choice(["0", "None", "1.5"])}[kind]()
                self.emit(depth, f"{v} = {value}")
                getattr(s, kind).append(v)
        if self.chance(0.7):
            v = self.name("l")
            items = ", ".join(str(self.r.choice(EDGES)) for _ in range(self.r.randrange(3, 9)))
            self.emit(depth, f"{v} = [{items}]")
            s.list.append(v)
        if self.chance(0.6):
            v = self.name("d")
            self.emit(depth, f"{v} = {{1: 5, 'a': 2, 'key': 7}}")
            s.dict.append(v)
        if self.classes and self.chance(0.7):
            for _ in range(2):
                v = self.name("o")
                self.emit(depth, f"{v} = {self.r.choice(self.classes)}({self.r.randrange(9)}, {self.r.randrange(9)})")
                s.obj.append(v)

    def result(self, s):
        parts = s.int[:4] + [f"len({v})" for v in s.list + s.str] + [f"len({v})" for v in s.dict]
        return " ^ ".join(f"({p})" for p in parts) or "0"

    def show(self, s):
        return ", ".join(s.int + s.float + s.str + s.mixed + s.list + s.dict + [f"{o}.a" for o in s.obj])

    def klass(self):
        c = self.name("C")
        base = self.r.choice(self.classes) if self.classes and self.chance(0.5) else ""
        self.emit(0, f"class {c}({base}):" if base else f"class {c}:")
        if not base and self.chance(0.2):
            self.emit(1, "__slots__ = ('a', 'b', '__dict__')")
        self.emit(1, "def __init__(self, a, b=2):")
        if base and self.chance(0.6):
            self.emit(2, "super().__init__(a, b)")
            self.emit(2, "self.z = a")
        else:
            first, second = self.r.choice([("a", "b"), ("b", "a")])
            self.emit(2, f"self.{first} = {first}")
            self.emit(2, f"self.{second} = {second}")
        for m in ["m", "n"] if not base or self.chance(0.6) else ["m"]:
            s = Scope(ints=["x", "self.a"])
            s.fixed = {"self.a"}
            self.emit(1, f"def {m}(self, x):")
            callable_, self.callable = self.callable, False
            if self.chance(0.5):
                self.emit(2, f"if {self.cond(s)}: return {self.int(s, 1)}")
            if self.chance(0.5):
                self.emit(2, f"self.{self.r.choice('ab')} = ({self.int(s, 1)}) % 100003")
            self.emit(2, f"return ({self.int(s, 1)}) % {self.r.choice([1009, 2**62, 2**64])}")
            self.callable = callable_
        if self.chance(0.5):
            self.emit(1, "def __lt__(self, other): return self.a < other.a")
        else:
            self.emit(1, "def __lt__(self, other): return self.b % 3 < other.b % 3")
        if not base or self.chance(0.3):
            self.emit(1, f"def __radd__(self, other): return (other + self.a) % {self.r.choice([1009, 2**62])}")
            odd = "NotImplemented if other == 3 else " if self.chance(0.3) else ""
            self.emit(1, f"def __rsub__(self, other): return {odd}(other - self.b) % {self.r.choice([1009, 2**64])}")
        if self.chance(0.3):
            self.emit(1, "def __eq__(self, other): return self.a == other.a")
            self.emit(1, "__hash__ = None")
        if self.chance(0.2):
            self.emit(1, "@property")
            self.emit(1, f"def c(self): return self.a + {self.r.randrange(9)}")
            self.emit(1, "@c.setter")
            self.emit(1, "def c(self, v): self.a = v")
        self.classes.append(c)
        self.emit(0, "")

    def function(self, generator):
        f = self.name("g" if generator else "h")
        n = 1 if generator else self.r.randrange(1, 4)
        ps = [self.name("p") for _ in range(n)]
        defaults = [p if k == 0 or self.chance(0.7) else f"{p}={self.r.choice(EDGES)}" for k, p in enumerate(ps)]
        seen = False
        for k, p in enumerate(defaults):
            seen |= "=" in p
            if seen and "=" not in p:
                defaults[k] += "=3"
        self.emit(0, f"def {f}({', '.join(defaults)}):")
        self.emit(1, "global G")
        s = Scope(ints=ps)
        s.generator = generator
        if not generator and self.chance(0.2):
            self.emit(1, f"if {ps[0]} > 40 or {ps[0]} < 0: {ps[0]} %= 40")
            self.emit(1, f"if {ps[0]} <= 1: return {self.int(s, 0)} % 1000")
            rest = "".join(f", {self.r.randrange(9)}" for _ in ps[1:])
            self.emit(1, f"r = {f}({ps[0]} - {self.r.choice([1, 2, 3])}{rest}) % (1 << 64)")
            s.int.append("r")
        callable_ = self.callable
        self.callable = self.chance(0.5)
        self.locals(s, 1)
        budget = self.r.choice([4, 12, 20])
        self.loop(s, 1, budget)
        self.body(s, 1, self.r.randrange(0, 3), budget)
        if generator:
            self.emit(1, f"for i in range({self.r.randrange(1, 6)}): yield i ^ {self.int(s, 0)}")
            if self.generators and self.chance(0.3):
                self.emit(1, f"yield from {self.r.choice(self.generators)}({self.int(s, 0)})")
            if self.chance(0.4):
                self.emit(1, f"return {self.int(s, 0)}")
            self.generators.append(f)
        else:
            self.emit(1, f"return ({self.result(s)}) % (1 << {self.r.choice([8, 60, 62, 63, 64, 65])})")
            self.functions.append((f, n))
        self.callable = callable_
        self.emit(0, "")

    def recursive(self):
        """A generator that delegates to itself, perhaps with handlers, results and what is sent, at a depth that varies."""
        g = self.name("g")
        s = Scope(ints=["p", "d"])
        s.generator = True
        call = f"{g}({self.r.choice(['p', 'p ^ 1', 'p >> 1', 'p + d'])}, d - 1)"
        self.emit(0, f"def {g}(p, d=None):")
        self.emit(1, f"if d is None: d = p % {self.r.randrange(2, 7)}")
        self.emit(1, "r = 0")
        s.int.append("r")
        at = 1
        guarded = self.chance(0.4)
        if guarded:
            self.emit(1, "try:")
            at = 2
        self.emit(at, f"if d > 0 and {self.cond(s) if self.chance(0.5) else 'True'}:")
        self.emit(at + 1, f"r = (yield from {call}) or {self.int(s, 0)}")
        if self.chance(0.5):
            self.emit(at, f"for k in range({self.r.randrange(1, 4)}): r = ((yield (k ^ {self.int(s, 0)}) % 1000) or r) % 1000")
        if self.chance(0.3):
            self.emit(at, f"if {self.cond(s)} and r % 7 == 3: raise E(r)")
        if self.chance(0.6):
            self.emit(at, f"if d > {self.r.randrange(1, 3)}: yield from {call}")
        self.emit(at, f"yield ({self.int(s, 1)}) % 997")
        if guarded:
            self.emit(1, "except E as e:")
            self.emit(2, f"yield ({self.int(s, 0)}) % 97")
            if self.chance(0.5):
                self.emit(2, f"if d > 0: yield from {call}")
            if self.chance(0.5):
                self.emit(1, "finally:")
                # (Nothing that is seen outside: it also runs when an abandoned generator is finalised, whenever that is.)
                self.emit(2, "r = r % 50 + d")
        self.emit(1, f"return ({self.int(s, 0)}) % 101")
        self.generators.append(g)
        self.emit(0, "")

    def octets(self):
        """A function that reads and writes a bytearray and a bytes object in loops."""
        h = self.name("h")
        n = self.r.randrange(1, 40)
        s = Scope(ints=["p", "i", "t"])
        self.emit(0, f"def {h}(p):")
        self.emit(1, f"t, b, c = 0, bytearray(range({n})), bytes(range(7, {7 + n}))")
        self.emit(1, f"for i in range({self.r.choice([5, 60, 90])}):")
        for _ in range(self.r.randrange(1, 5)):
            index = self.r.choice([f"i % {n}", f"-1 - i % {n}", "i", f"(i * 3 + p) % {n}", "-i"])
            source = self.r.choice("bbc")
            self.emit(2, self.r.choice([
                f"t += {source}[{index}]",
                f"b[{index}] = {self.r.choice(['i', 't % 256', '(t ^ p) & 255', self.int(s, 0)])}",
                f"for x in {source}: t = (t * 3 + x) % 100003",
                "b.append(i & 127)",
                f"if len(b) > {n}: b.pop()",
                f"t += len({source}) + ({self.int(s, 0)} in {source})",
                f"t += sum({source}[i % 3:{self.r.randrange(2, 9)}])",
                f"if {self.cond(s)}: b = bytearray({source})",
            ]))
        self.emit(1, f"return t % (1 << 63), len(b), sum(b)")
        self.functions.append((h, 1))
        self.emit(0, "")

    def main(self):
        self.emit(0, "def main():")
        self.emit(1, "global G")
        s = Scope()
        self.locals(s, 1)
        s.int.append("G")
        s.fixed.add("G")
        i = self.name("i")
        self.emit(1, f"for {i} in range({self.size}):")
        s.int.append(i)
        s.fixed.add(i)
        self.emit(2, "try:")
        if self.chance(0.6):
            self.midway(s, 3, i, self.size)
        self.body(s, 3, self.r.randrange(2, 7), self.r.choice([6, 20, 40]))
        self.emit(2, "except Exception as e:")
        self.emit(3, f"if {i} % 20 == 0: print({i}, type(e).__name__, str(e)[:60])")
        self.emit(2, f"if {i} % 20 == 0: print({i}, {self.show(s)})")
        self.emit(1, f"return {self.show(s)}")
        self.emit(0, "")

    def program(self):
        self.emit(0, "import sys")
        self.emit(0, "G = 1")
        self.emit(0, "class E(Exception): pass")
        for _ in range(self.r.randrange(0, 3)):
            self.klass()
        for _ in range(self.r.randrange(1, 5)):
            self.function(self.chance(0.35))
        if self.chance(0.3):
            self.recursive()
        self.main()
        if self.chance(0.3):
            self.octets()
        self.emit(0, "print(main())")
        for f, n in self.functions:
            self.emit(0, f"for k in range({self.size // 4}):")
            self.emit(1, "try:")
            self.emit(2, f"r = {f}({', '.join(['k'] * n)})")
            self.emit(1, "except Exception as e:")
            self.emit(2, "r = type(e).__name__, str(e)[:60]")
            self.emit(0, f"print('{f}', r)")
        for g in self.generators:
            self.emit(0, f"for k in range({self.size // 8}):")
            self.emit(1, "total = 0")
            self.emit(1, "try:")
            self.emit(2, f"for n, x in zip(range(40), {g}(k)): total = total * 31 % 1000003 + (x or 0)")
            self.emit(1, "except Exception as e:")
            self.emit(2, "total = type(e).__name__, str(e)[:60]")
            self.emit(0, f"print('{g}', total)")
        return "\n".join(self.lines) + "\n"


if __name__ == "__main__":
    seed = int(sys.argv[1])
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    sys.stdout.write(Generator(seed, size).program())
