class Log:
    def __init__(self):
        self.items = {"k": 1}
        self.n = 1

    def __getitem__(self, k):
        print("get", k)
        return self.items[k]

    def __setitem__(self, k, v):
        print("set", k, v)
        self.items[k] = v


def key():
    print("key")
    return "k"


l = Log()
l[key()] += 5
l.n += 2
l.n *= l.n
print(l.n, l.items)
t = ([1],)
try:
    t[0] += [2]
except TypeError as error:
    print(error)
print(t)
m = [[1], [2]]
m[0] += m[1]
m[0][0] -= 10
print(m)
