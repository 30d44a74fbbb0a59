def search(items, wanted):
    i = 0
    while True:
        if items[i] == wanted:
            return i
        i += 1


items = list(range(3000))
print(search(items, 2500))
try:
    search(items, -1)
except IndexError as error:
    print(error, error.__traceback__.tb_next.tb_lineno, error.__traceback__.tb_next.tb_frame.f_locals["i"])


def f():
    for i in range(5000):
        g(i)


def g(i):
    h(i)


def h(i):
    if i == 4000:
        raise RuntimeError("deep in the loop")


f()
