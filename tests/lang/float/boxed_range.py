# Very large, very small and special floats next to common ones, through containers.
values = [1e-320, 1e-200, 1e-80, 1e-70, 1.0, 1e70, 1e80, 1e200, 1e308, -1e-200, -1e200]
print([v * 1.5 for v in values])
table = {v: i for i, v in enumerate(values)}
print([table[v] for v in values], sorted(values), max(values), min(values))
