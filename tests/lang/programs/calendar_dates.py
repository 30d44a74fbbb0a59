def is_leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def days_in(y, m):
    return [31, 29 if is_leap(y) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]


def weekday(y, m, d):
    if m < 3:
        m, y = m + 12, y - 1
    return (d + 13 * (m + 1) // 5 + y + y // 4 - y // 100 + y // 400 + 5) % 7


def month_text(y, m):
    lines = [f"{y}-{m:02}".center(20), "Mo Tu We Th Fr Sa Su"]
    row = ["  "] * weekday(y, m, 1)
    for d in range(1, days_in(y, m) + 1):
        row.append(f"{d:2}")
        if len(row) == 7:
            lines.append(" ".join(row))
            row = []
    if row:
        lines.append(" ".join(row))
    return "\n".join(lines)


print(month_text(2024, 2))
count = 0
for y in range(1901, 2001):
    for m in range(1, 13):
        if weekday(y, m, 1) == 6:
            count += 1
print(count)
total = 0
d = (1970, 1, 1)
while d != (1976, 3, 1):
    y, m, day = d
    total += weekday(y, m, day)
    day += 1
    if day > days_in(y, m):
        day, m = 1, m + 1
        if m > 12:
            m, y = 1, y + 1
    d = (y, m, day)
print(total)
