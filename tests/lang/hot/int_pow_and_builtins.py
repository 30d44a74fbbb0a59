total = 0
for i in range(2000):
    total += i ** 2 + abs(-i) + min(i, 1000) + max(i, 5) + pow(i, 3, 97) + (i ** 0.5 > 10)
print(total)
total = 0
for i in range(2000):
    total += len(str(i)) + int(str(i)) + ord(chr(i + 1)) + bool(i) + round(i / 3) + hash(i) + divmod(i, 7)[1]
print(total)
