# Positions are sizes of C: an int that is none does not fit.
import re

pattern = re.compile('x')
for n in 1, -1, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**70, -2**70:
    for method in pattern.match, pattern.search, pattern.fullmatch, pattern.findall:
        for args in (n,), (0, n):
            try:
                print(method('xxx', *args))
            except OverflowError as e:
                print('OverflowError', e)
