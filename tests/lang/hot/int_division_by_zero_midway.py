def f(n, zero_at):
    total = 0
    for i in range(n):
        try:
            total += 100 // (i - zero_at)
        except ZeroDivisionError as error:
            total += 1000
            message = str(error)
    return total, message


print(f(3000, 2500), f(3000, 5), f(3000, 2999))


def g(n):
    i = 0
    while True:
        i += 1
        n % (1500 - i)


try:
    g(7)
except ZeroDivisionError as error:
    print(error, error.__traceback__.tb_next.tb_lineno)
