print((lambda: 1)(), (lambda x, y=2, *a, k=3, **kw: (x, y, a, k, kw))(1, 5, 6, z=7), sorted([3, 1, 2], key=lambda v: -v))
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [g() for g in gs], (lambda: None).__name__, (lambda x: lambda y: x + y)(1)(2))
