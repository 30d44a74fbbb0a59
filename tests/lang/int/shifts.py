for n in (1, -1, 5, -5, 12345678901234567890, -12345678901234567890):
    print([n << k for k in (0, 1, 31, 62, 63, 64, 100)])
    print([n >> k for k in (0, 1, 31, 62, 63, 64, 100)])
try:
    1 << -1
except ValueError as error:
    print(error)
try:
    1 >> -1
except ValueError as error:
    print(error)
