import sys
try:
    sys.exit("caught message")
except SystemExit as error:
    print(error.code)
print("leaving")
try:
    sys.exit(3)
finally:
    print("finally")
