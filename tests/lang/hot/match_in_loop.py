def f(x):
    match x:
        case 0 | 1:
            return 1
        case int(n) if n > 100:
            return n % 7
        case int():
            return 2
        case [a, b]:
            return a + b
        case {"k": v}:
            return v
        case str():
            return 50
        case _:
            return -1


items = [0, 500, 7, [1, 2], {"k": 9}, "s", None, (3, 4), 2.5]
print(sum(f(items[i % 9]) for i in range(3600)))
