depth = 100000
nested = []
for _ in range(depth):
    nested = [nested]
count = 0
x = nested
while x:
    x = x[0]
    count += 1
print(count)
try:
    repr(nested)
except RecursionError as error:
    print("RecursionError")
other = []
for _ in range(depth):
    other = [other]
try:
    nested == other
except RecursionError:
    print("RecursionError")
del nested, other, x
t = ()
for _ in range(depth):
    t = (t,)
del t
print("freed")
