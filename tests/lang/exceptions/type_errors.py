for f in (lambda: 1 + "a", lambda: "a" + 1, lambda: [] + (), lambda: None + 1, lambda: -"a", lambda: ~1.5, lambda: 1 < "a", lambda: [] < {}, lambda: 5[0], lambda: 5 in 5, lambda: {}[[]],
          lambda: "a"["b"], lambda: [1]["x"], lambda: (1,)[None], lambda: None[0], lambda: 5(), lambda: "a" % 1, lambda: [] @ [], lambda: {} | 1, lambda: object() + 1, lambda: len + 1, lambda: int < 5, lambda: 1 << 1.0, lambda: 2 ** "a", lambda: divmod("a", 1), lambda: range(3) + 1, lambda: {1} + {2}, lambda: b"a" + "b", lambda: [*5], lambda: {**5}, lambda: print(*5)):
    try:
        f()
    except TypeError as error:
        print(error)
