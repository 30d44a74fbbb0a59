import copy


class N:
    def __init__(self, v):
        self.v = v
        self.children = []


a = N(1)
a.children.append(N(2))
a.me = a
b, c = copy.copy(a), copy.deepcopy(a)
print(b.children is a.children, c.children is a.children, c.me is c, b.me is a, c.children[0].v)
l = [1, [2, 3], {"k": [4]}, (5, [6]), {7}]
d = copy.deepcopy(l)
d[1].append("x")
d[2]["k"].append("y")
d[3][1].append("z")
print(l, d, copy.copy(l)[1] is l[1], copy.deepcopy((1, 2)) == (1, 2))


class Custom:
    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return "deep"


print(copy.copy(Custom()), copy.deepcopy([Custom()]))
