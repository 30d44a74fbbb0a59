# Generators that delegate to one another without end exceed the recursion limit, as calls do.
import json
import json.encoder

json.encoder.c_make_encoder = None


class Endless(json.JSONEncoder):
    def default(self, o):
        return [o]


try:
    Endless(check_circular=False).encode(5j)
except RecursionError as e:
    print(e)


def numbers(n):
    yield n
    yield from numbers(n + 1)


try:
    for x in numbers(0):
        pass
except RecursionError as e:
    print(e, 800 < x < 1000)


def counted(n):
    try:
        yield n
        yield from counted(n + 1)
    finally:
        ended.append(n)


ended = []
try:
    for x in counted(0):
        pass
except RecursionError as e:
    print(ended == sorted(ended, reverse=True), len(ended) == x + 1)


def down(n):
    if n:
        yield from down(n - 1)
    yield n


print(sum(down(900)), sum(1 for _ in down(900)))
