for i in range(1200):
    if i % 100 == 0:
        print("at", i, i / 4, end=" ")
print()
import sys
for i in range(300):
    sys.stdout.write("%d," % i if i % 50 == 0 else "")
print()
