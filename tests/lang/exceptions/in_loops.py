total = 0
for i in range(50):
    try:
        if i % 7 == 0:
            raise ValueError(i)
        if i % 5 == 0:
            continue
        if i == 33:
            break
        total += i
    except ValueError as error:
        total += error.args[0] * 1000
    else:
        total += 1
    finally:
        total += 100000
print(total, i)
