# A compiler from arithmetic to a stack machine, and the machine.
import operator

SOURCE = "total = 0; i = 1; while i < 400 { total = total + i * i % 7 - (i / 3); i = i + 1; } print total; print i;"


class Parser:
    def __init__(self, text):
        for mark in "=;{}()+-*/%<":
            text = text.replace(mark, f" {mark} ")
        self.tokens = text.split() + ["end"]
        self.pos = 0
        self.code = []

    def peek(self):
        return self.tokens[self.pos]

    def take(self, expected=None):
        token = self.tokens[self.pos]
        if expected is not None and token != expected:
            raise SyntaxError(f"expected {expected}, found {token}")
        self.pos += 1
        return token

    def emit(self, op, arg=None):
        self.code.append([op, arg])
        return len(self.code) - 1

    def statements(self):
        while self.peek() not in ("}", "end"):
            if self.peek() == "while":
                self.take()
                start = len(self.code)
                self.expression()
                jump = self.emit("jump_false")
                self.take("{")
                self.statements()
                self.take("}")
                self.emit("jump", start)
                self.code[jump][1] = len(self.code)
            elif self.peek() == "print":
                self.take()
                self.expression()
                self.emit("print")
                self.take(";")
            else:
                name = self.take()
                self.take("=")
                self.expression()
                self.emit("store", name)
                self.take(";")

    def expression(self, level=0):
        if level == 3:
            token = self.take()
            if token == "(":
                self.expression()
                self.take(")")
            elif token.isdigit():
                self.emit("push", int(token))
            else:
                self.emit("load", token)
            return
        self.expression(level + 1)
        while self.peek() in ("<", "+-", "*/%")[level]:
            op = self.take()
            self.expression(level + 1)
            self.emit(op)


OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv, "%": operator.mod, "<": operator.lt}


def run(code):
    stack, names, out, pc = [], {}, [], 0
    steps = 0
    while pc < len(code):
        op, arg = code[pc]
        pc += 1
        steps += 1
        if op == "push":
            stack.append(arg)
        elif op == "load":
            stack.append(names[arg])
        elif op == "store":
            names[arg] = stack.pop()
        elif op == "jump":
            pc = arg
        elif op == "jump_false":
            if not stack.pop():
                pc = arg
        elif op == "print":
            out.append(stack.pop())
        else:
            b, a = stack.pop(), stack.pop()
            stack.append(OPS[op](a, b))
    return out, steps


parser = Parser(SOURCE)
parser.statements()
print(run(parser.code), len(parser.code))
