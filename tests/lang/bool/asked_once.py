# A value that has decided an inner operation is not asked again by the outer one.
class V:
    def __init__(self, truth):
        self.truth = truth
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        return self.truth

    def __repr__(self):
        return f"{self.truth}:{self.asked}"


def check(f, truths):
    v = [V(t == "1") for t in truths]
    result = f(v)
    print(truths, v.index(result), v)


forms = [
    lambda v: v[0] and v[1] or v[2] or v[3],
    lambda v: v[0] or v[1] and v[2] or v[3],
    lambda v: (v[0] or v[1]) and (v[2] or v[3]),
    lambda v: v[0] and (v[1] or v[2]) and v[3],
    lambda v: (v[0] and v[1]) and v[2] or v[3],
    lambda v: v[0] or (v[1] or (v[2] and v[3])),
    lambda v: ((v[0] or v[1]) and v[2]) or v[3],
    lambda v: v[0] and v[1] and (1 and v[2] or v[3]),
]
for number, form in enumerate(forms):
    print(number)
    for n in range(16):
        check(form, format(n, "04b"))
for n in range(3):
    a, b = n, V(n % 2 == 1)
    print((a and 0) or (b and 5) or "none", (0 or b) and a, (a or 7) and (1 and b), b)
