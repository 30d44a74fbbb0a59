# An object that was just made is reached by another name as soon as others hold it: what is stored there shows here.
class Point:
    def __init__(self, x):
        self.x = x
        self.y = None


def through_dict(n):
    table = {}
    total = 0
    for i in range(n):
        p = Point(i)
        table["p"] = p
        q = table["p"]
        q.x = i + 1000
        total += p.x
        p.y = i
        total -= q.y
    return total


class Holder:
    pass


def keep(holder, what):
    holder.what = what
    return 0


def through_attribute(n, setter):
    h = Holder()
    h.what = None
    total = 0
    for i in range(n):
        p = Point(i)
        setter(h, "what", p)
        q = h.what
        q.x = 3
        total += p.x
    return total


def through_list(n):
    kept = []
    total = 0
    for i in range(n):
        p = Point(i)
        kept.insert(0, p)
        q = kept.pop()
        q.x = -i
        total += p.x
    return total


def lists(n):
    table = {}
    total = 0
    for i in range(n):
        a = [i, i + 1]
        table[1] = a
        b = table[1]
        b[0] = 7
        total += a[0]
        a[1] = 2
        total += b[1]
    return total


print(through_dict(3000))
print(through_attribute(3000, setattr))
print(through_list(3000))
print(lists(3000))
