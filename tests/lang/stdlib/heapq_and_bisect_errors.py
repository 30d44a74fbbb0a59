"""Heaps and bisection: odd items, lists that change, bounds."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import bisect
import heapq

h = [5, 3, 8, 1, 9, 2]
heapq.heapify(h)
print(h[0], [heapq.heappop(h) for _ in range(3)], heapq.heappushpop(h, 0), heapq.heapreplace(h, 7), sorted(h), heapq.nlargest(2, [3, 1, 2]), heapq.nsmallest(2, 'cab'), heapq.nlargest(0, [1]), heapq.nsmallest(5, [2, 1], key=lambda x: -x), list(heapq.merge([1, 4], [2, 3], [])), list(heapq.merge('b', 'a', reverse=True)))
for f in (lambda: heapq.heappop([]), lambda: heapq.heapreplace([], 1), lambda: heapq.heappush((), 1), lambda: heapq.heapify([1, 'a']), lambda: heapq.heappushpop([1], 'a'), lambda: heapq.heappop(5), lambda: heapq.heappush([], 1, 2)):
    show(f)


class Evil:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        heap.clear()
        return self.n < other.n


heap = [Evil(n) for n in range(5)]
show(heapq.heappush, heap, Evil(-1))
a = [1, 2, 2, 2, 3]
print(bisect.bisect(a, 2), bisect.bisect_left(a, 2), bisect.bisect_right(a, 2, 1, 3), bisect.bisect_left(a, 0), bisect.bisect(a, 9), bisect.bisect_left(a, 2, lo=2), bisect.bisect([], 1), bisect.bisect_left([3, 2, 1], -2, key=lambda x: -x))
bisect.insort(a, 2.5)
bisect.insort_left(a, 2)
bisect.insort(a, 1.5, key=lambda x: x)
print(a)
for f in (lambda: bisect.bisect(a, 1, -1), lambda: bisect.bisect(a, 'x'), lambda: bisect.bisect(5, 1), lambda: bisect.bisect(a, 1, 0, 99), lambda: bisect.insort((1,), 0), lambda: bisect.bisect(a), lambda: bisect.bisect(a, 1, key=5)):
    show(f)
print(bisect.bisect(range(2**62), 2**61), bisect.bisect_left(range(10**18), 12345))
