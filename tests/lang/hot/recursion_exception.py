def walk(n):
    if n == 0:
        raise ValueError("bottom")
    try:
        return walk(n - 1)
    except KeyError:
        return "never"
    finally:
        global unwound
        unwound += 1


unwound = 0
caught = 0
for i in range(200):
    try:
        walk(i % 20)
    except ValueError:
        caught += 1
print(caught, unwound)
