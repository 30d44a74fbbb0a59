"""A hand-written lexer for a small language, and a shunting-yard evaluation of what it reads.

Character tests, slices, small token objects, dispatch by dict.  The sum of all values is checked.
"""
import sys
import time

KEYWORDS = {"let", "if", "else", "while", "return", "fn"}
PAIRS = {"==", "<=", ">=", "!=", "&&", "||", "->"}


class Token:
    __slots__ = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line


def tokens_of(source):
    tokens = []
    position = 0
    line = 1
    end = len(source)
    while position < end:
        character = source[position]
        if character == "\n":
            line += 1
            position += 1
        elif character == " " or character == "\t":
            position += 1
        elif character == "#":
            while position < end and source[position] != "\n":
                position += 1
        elif character.isalpha() or character == "_":
            start = position
            while position < end and (source[position].isalnum() or source[position] == "_"):
                position += 1
            word = source[start:position]
            tokens.append(Token("keyword" if word in KEYWORDS else "name", word, line))
        elif "0" <= character <= "9":
            start = position
            while position < end and "0" <= source[position] <= "9":
                position += 1
            tokens.append(Token("number", source[start:position], line))
        elif character == '"':
            start = position
            position += 1
            while source[position] != '"':
                position += 1
            position += 1
            tokens.append(Token("string", source[start:position], line))
        elif source[position:position + 2] in PAIRS:
            tokens.append(Token("operator", source[position:position + 2], line))
            position += 2
        elif character in "+-*/%<>=(){};,!":
            tokens.append(Token("operator", character, line))
            position += 1
        else:
            raise SyntaxError("line %d: unexpected %r" % (line, character))
    return tokens


PRECEDENCE = {"+": 1, "-": 1, "*": 2, "%": 2}
OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "%": lambda a, b: a % b,
}


def evaluate(tokens, index, names):
    """Evaluates an expression that ends at a semicolon; returns its value and the index behind it."""
    values = []
    operators = []

    def reduce():
        right = values.pop()
        left = values.pop()
        values.append(OPERATIONS[operators.pop()](left, right))

    while tokens[index].text != ";":
        token = tokens[index]
        if token.kind == "number":
            values.append(int(token.text))
        elif token.kind == "name":
            values.append(names[token.text])
        elif token.text == "(":
            operators.append("(")
        elif token.text == ")":
            while operators[-1] != "(":
                reduce()
            operators.pop()
        else:
            rank = PRECEDENCE[token.text]
            while operators and operators[-1] != "(" and PRECEDENCE[operators[-1]] >= rank:
                reduce()
            operators.append(token.text)
        index += 1
    while operators:
        reduce()
    return values[0], index + 1


def make_source(lines):
    parts = ["let x0 = 7; # the start\n", 'let s = "a string"; fn f(a, b) -> { return a && b != 0; }\n']
    for i in range(1, lines):
        parts.append("let x%d = (x%d + %d) * %d - x%d %% 97; # line %d\n" % (i, i - 1, i * 3, i % 7, i // 2, i))
        if i % 3 == 0:
            parts.append("let x%d = x%d %% 100003;\n" % (i, i))
    return "".join(parts)


def run(lines):
    tokens = tokens_of(make_source(lines))
    kinds = {}
    for token in tokens:
        kinds[token.kind] = kinds.get(token.kind, 0) + 1
    names = {}
    index = 0
    while index < len(tokens):
        if tokens[index].text == "let" and tokens[index + 3].kind != "string":
            name = tokens[index + 1].text
            names[name], index = evaluate(tokens, index + 3, names)
        else:
            index += 1
    x = [7] * lines
    for i in range(1, lines):
        x[i] = (x[i - 1] + i * 3) * (i % 7) - x[i // 2] % 97
        if i % 3 == 0:
            x[i] %= 100003
    assert all(names["x%d" % i] == x[i] for i in range(lines))
    return "%d %s %d" % (len(tokens), sorted(kinds.items()), sum(x))


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 100_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
