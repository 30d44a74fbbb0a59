"""Objects that a trace has not made, and its side traces have: each may be older than what it refers to."""


def folded(tokens, limit):
    values, trail = [], []

    def reduce():
        right = values.pop()
        left = values.pop()
        values.append((left + right) % 1009)
        trail.append((left, right))

    for token in tokens:
        if token < limit:
            values.append(token)
        else:
            values.append(token)
            if len(values) > 1:
                reduce()
    while len(values) > 1:
        reduce()
    return values, len(trail), trail[-1:]


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def chained(n):
    kept = []
    for i in range(n):
        inner = Node(i, [i])
        outer = Node(inner, (inner, str(i)))
        pair = [outer, {i: outer}]
        if i % 3 == 0:
            kept.append(pair)
        elif i % 7 == 0:
            kept.append(Node(pair, outer))
            if len(kept) > 40:
                kept = kept[-20:]
    last = kept[-1]
    return len(kept), last.left[0].right[0].right if isinstance(last, Node) else last[0].left.right


def evaluate(tokens, index, names):
    values = []
    operators = []

    def reduce():
        right = values.pop()
        left = values.pop()
        operator = operators.pop()
        values.append(str(int(left) + int(right) if operator == "+" else int(left) * int(right) % 997))

    while tokens[index] != ";":
        token = tokens[index]
        if token.isdigit():
            values.append(token)
        elif token.isalpha():
            values.append(names[token])
        else:
            while operators and (operators[-1] == "*" or token == "+"):
                reduce()
            operators.append(token)
        index += 1
    while operators:
        reduce()
    return values[0], index + 1


def evaluations(n):
    total = 0
    names = {"a": "12", "bc": "7"}
    for i in range(n):
        source = "%d + a * 3 * %d + bc ; a ; bc * bc ; %d * 2 + a + a * 5 ;" % (i, i % 7, i % 11)
        tokens = source.split()
        index = 0
        while index < len(tokens):
            value, index = evaluate(tokens, index, names)
            total += int(value)
    return total


for k in range(60):
    result = folded([(i * 7 + k) % 13 for i in range(40)], k % 13)
print(result)
print(chained(3000))
print(evaluations(300))
