# The variable is an int for a while, then a float, then an int again.
x = 0
log = []
for i in range(4000):
    if i == 1500:
        x = x + 0.5
    if i == 3000:
        x = int(x)
    x += 1
    if i % 1000 == 999:
        log.append(x)
print(log)
total = 0
for i in range(3000):
    total += i / 2 if i % 2 else i
print(total)
items = [1, 2.5, True, 3, 0.25]
s = 0
for i in range(3000):
    s = s + items[i % 5] * items[(i + 1) % 5]
print(s)
