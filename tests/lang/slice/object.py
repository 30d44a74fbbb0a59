s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None, -1).indices(7), slice(None, None, -1).indices(4), list(range(20))[s], s == slice(1, 10, 2), slice(3))


class Grid:
    def __getitem__(self, key):
        return key


g = Grid()
print(g[1], g[1:2], g[::3], g[1, 2], g[1:2, ::3], g[...], g["a":"b"], g[(1,)], g[:, 0])
