class Empty:
    def __len__(self):
        return 0


class No:
    def __bool__(self):
        return False


for value in (None, 0, 1, -1, 0.0, 0.1, "", "a", [], [0], (), (0,), {}, {0: 0}, set(), {0}, range(0), range(1), Empty(), No(), object, 1 << 70, b"", b"0", ...):
    print(bool(value), "yes" if value else "no", not value, end="; ")
print()
