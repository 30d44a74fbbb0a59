# Every operand alternates between two types, all combinations occur.
ops = 0
vals = [1, 2.5, True, 1 << 65]
for i in range(4000):
    a = vals[i % 4]
    b = vals[i // 4 % 4]
    c = a + b
    d = a - b
    e = a * b
    f = (a < b) + (a == b) * 2 + (a > b) * 4
    g = a / b
    h = a // b if i % 2 else a % b
    ops = (ops * 7 + f + int(c % 97) + int(d % 89) + int(e % 83) + int(g % 79) + int(h % 73)) % 1000003
print(ops)
