import sys


def down(n):
    return down(n + 1)


try:
    down(0)
except RecursionError as error:
    print(error)
sys.setrecursionlimit(200)
depth = 0


def count():
    global depth
    depth += 1
    count()


try:
    count()
except RecursionError:
    print(150 < depth <= 200, sys.getrecursionlimit())
