class M:
    entered = exited = 0

    def __enter__(self):
        M.entered += 1
        return self

    def __exit__(self, kind, value, tb):
        M.exited += 1
        return kind is ValueError


total = 0
for i in range(3000):
    with M() as m:
        if i % 10 == 0:
            continue
        if i % 11 == 0:
            raise ValueError
        total += i
print(total, M.entered, M.exited)
