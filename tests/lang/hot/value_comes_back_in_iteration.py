# A variable changes within each iteration and has its old value at its end, while the frame is stored in between.
def double_flip(n):
    v = 1
    w = 7
    x = 'bc'
    for i in range(n):
        if (w & v) == 1:
            match x:
                case int() as k if k > 3: v ^= 5
                case _: v = v ^ 1
        match x:
            case int() as k if k > 3: v ^= 5
            case _: v = v ^ 1
        if i % 500 == 0: print(i, v)
    return v


def there_and_back(n):
    v, seen = 10, []
    for i in range(n):
        v = v + 3
        seen.append(locals()['v']) if i % 400 == 0 else None
        v = v - 3
        if i % 700 == 0: print(i, v)
    return v, seen


print(double_flip(3000))
print(there_and_back(3000))
