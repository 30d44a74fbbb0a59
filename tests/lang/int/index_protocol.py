class Two:
    def __index__(self):
        return 2


t = Two()
print([10, 20, 30][t], "abc"[t], (1, 2, 3)[t], range(10)[t], list(range(t)), hex(t), bin(t), [1, 2, 3, 4][t:], "ab" * t, [0] * t)
import operator
print(operator.index(t), int(t), float(t), pow(3, 5, 7))
try:
    [1][1.0]
except TypeError as error:
    print(error)
