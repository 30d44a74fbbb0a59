print(int(3.9), int(-3.9), int(1e20), int(-1e300) % 1000, int(True), int(0.0), int(-0.0))
for x in (float("inf"), float("nan"), -float("inf")):
    try:
        int(x)
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
