import sys
print(repr(sys.stdin.read()), list(sys.stdin))
try:
    input("prompt> ")
except EOFError as error:
    print()
    print("EOFError", error)
