s = "hello, world"
print(s[0], s[-1], s[2:5], s[:5], s[7:], s[::2], s[::-1], s[-5:-1], s[20:], s[5:2], s[10:1:-3], s[:], s[-100:3])
for i in (12, -13):
    try:
        s[i]
    except IndexError as error:
        print(error)
try:
    s["a"]
except TypeError as error:
    print(error)
try:
    s[0] = "x"
except TypeError as error:
    print(error)
