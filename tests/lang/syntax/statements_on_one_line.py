"""Semicolons, suites on the line of their header, blank lines, continuation lines, comments."""
x = 1; y = 2; print(x, y);
if x: print("one"); print("two")
else: print("never")
for i in range(3): print(i, end=" "); continue
print()
while x < 3: x += 1
else: print("else", x)
class A: a = 1; b = a + 1
print(A.a, A.b)
def f(): return 1; return 2
print(f())
try: 1 / 0
except ZeroDivisionError: print("caught")
finally: print("finally")
with open(__file__) as file: pass
total = 1 + \
    2 + \
    3
print(total, (1
       # a comment inside
       + 2), [
    1,

    2,
])
if True:
    # only a comment before

    print("indented")
	# a comment with a tab
if x == 3 and \
   y == 2: print("continued")
lambda: (yield)
pass; pass
def g():
    """doc"""; return 5
print(g(), g.__doc__)
if 1:
        print("eight"); 
        if 1:
         print("nine")
