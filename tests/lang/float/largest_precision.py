# Precisions near the largest that there may be.
for text in ["'%.2147483647f' % 1.5", "format(1.5, '.2147483647f')", "format(1.5, '.2147482624e')", "'%.2147482624g' % 1.5",
             "format(1.5, '.2147483648f')", "'%.2147483648f' % 1.5", "f'{1:.2147483647e}'", "b'%.2147483647f' % 1.5",
             "format(1j, '.2147482624f')", "'%.*f' % (2147483647, 1.5)", "len('%.1000f' % 1.5)"]:
    try:
        print(text, eval(text))
    except Exception as e:
        print(text, type(e).__name__, e)
