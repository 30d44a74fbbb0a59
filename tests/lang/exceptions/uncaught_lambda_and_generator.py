def gen():
    yield 1
    yield (lambda q: q.missing)(5)


for x in gen():
    print(x)
