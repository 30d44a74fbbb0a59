# Groups of digits, percentages and bases, in all widths and alignments.
values = [0, 1, -1, 12, 123, -123, 1234, -1234, 123456, 1234567, -1234567, 10 ** 12, 2 ** 61, -2 ** 62, 2 ** 70, True]
floats = [0.0, -0.0, 0.5, 1.5, 12.25, 123.456, -123.456, 1234.5, 99999.995, 123456.789, -1234567.891, 1e14, 9.99e14, 1e15, 1e16,
          1e-7, 0.125, 0.99999, float('inf'), float('-inf'), float('nan'), 1 / 3, 2.675]
for n in values:
    for spec in (',', '_', ',d', '_d', '15,', '<15,', '>15_', '015,', '^15,', '3,', 'b', 'o', 'x', 'X', '_b', '_x', '20b', '<20o',
                 '020x', '08X', '+,', ' ,', '#x', '#b', ',.2f', '12,.1f', '%', '.1%', ',.1%', ',e'):
        print(format(n, spec), end='|')
    print()
for x in floats:
    for spec in (',', '_', ',.2f', '_.3f', ',.0f', '15,.2f', '<15,.2f', '>15_.1f', '015,.2f', '^15,.2f', '.0%', '.1%', '%', ',.1%',
                 '10.2%', '<10.1%', '010.1%', '+.1%', '+,.2f', ',g', ',.3e', '.60f', '.80%', ',.99f', '99,.2f'):
        print(format(x, spec), end='|')
    print()
for v, spec in ((1, ',b'), (1, ',x'), (1, ',,'), (1, '_,'), (1, ',c'), (1.5, ',n'), ('a', ','), ('a', '_'), ('a', '%'), (1, ',.2d'), (1, ',s'), (1.5, ',d')):
    try:
        print(format(v, spec))
    except ValueError as e:
        print(v, spec, e)
total = 0
for i in range(3000):
    total += len(f'{i:,}{i * 1001:>12,}{i / 7:,.2f}{i / 3000:.1%}{i:b}{i:08o}{i:X}{i * 999.5:_.1f}')
print(total)
