total = 0
for i in range(2000):
    import math
    from math import floor
    total += floor(math.sqrt(i))
print(total)
