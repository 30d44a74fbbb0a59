"""Quicksort in place on a list of ints, with the middle element as pivot, recursive, and insertion sort for short runs.

Index arithmetic and swaps within one list.  The order and the sum of the result are checked.
"""
import sys
import time


def insertion(items, low, high):
    for i in range(low + 1, high + 1):
        item = items[i]
        j = i - 1
        while j >= low and items[j] > item:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = item


def quicksort(items, low, high):
    while high - low > 12:
        pivot = items[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        # The smaller part by recursion, the larger one by this loop.
        if j - low < high - i:
            quicksort(items, low, j)
            low = i
        else:
            quicksort(items, i, high)
            high = j
    insertion(items, low, high)


def run(n):
    seed = 12345
    items = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        items.append(seed >> 4)
    total = sum(items)
    quicksort(items, 0, n - 1)
    for i in range(1, n):
        assert items[i - 1] <= items[i]
    assert sum(items) == total
    return "%d %d %d" % (items[0], items[n // 2], items[-1])


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 600_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
