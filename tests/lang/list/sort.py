words = ["banana", "Apple", "cherry", "date", "fig", "elderberry"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (len(w), w)))
numbers = [3, -1, 2.5, True, 10 ** 20, -0.5]
numbers.sort()
print(numbers, numbers.sort(reverse=True), numbers)
pairs = [(i % 3, i) for i in range(9)]
pairs.sort(key=lambda p: p[0])
print(pairs)
pairs.sort(key=lambda p: p[0], reverse=True)
print(pairs)
for bad in ([1, "a"], [None, 1], [1j, 2j]):
    try:
        bad.sort()
    except TypeError as error:
        print(error)
