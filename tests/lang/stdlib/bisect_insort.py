import bisect

a = [1, 3, 3, 5, 9]
print([bisect.bisect_left(a, x) for x in range(11)], [bisect.bisect_right(a, x) for x in range(11)], bisect.bisect(a, 3, 0, 2))
for x in (4, 0, 10, 3):
    bisect.insort(a, x)
print(a)
words = ["a", "bb", "dddd"]
bisect.insort(words, "ccc", key=len)
print(words, bisect.bisect_left(words, 3, key=len))


def grade(score):
    return "FDCBA"[bisect.bisect([60, 70, 80, 90], score)]


print([grade(s) for s in (33, 60, 79, 90, 100)])
try:
    bisect.bisect_left(a, 1, -1)
except ValueError as error:
    print(error)
