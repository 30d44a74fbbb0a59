# Functions called by traces look at their own frames and at those outside, over and over: what was looked at once must
# cost nothing later, and nothing may be read that is not there any more.
import sys

own = lambda: sys._getframe(1)


def names():
    f = own()
    found = []
    while f is not None and len(found) < 3:
        found.append(f.f_code.co_name)
        f = f.f_back
    return found


def kept(n):
    frame = sys._getframe()
    total = 0
    for i in range(5):
        total += i
    return frame, frame.f_code.co_name, total + n


class Deep:
    def call(self):
        return names()


def loop(n):
    deep = Deep()
    seen = set()
    last = None
    for i in range(n):
        seen.add(tuple(names()))
        seen.add(tuple(deep.call()))
        frame, name, total = kept(i)
        seen.add((name, total - i, frame is last, frame.f_code.co_name))
        last = frame
    return sorted(map(str, seen))


for line in loop(3000):
    print(line)
for line in loop(3000):
    print(line)
