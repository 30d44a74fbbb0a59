"""A short script as people write them: read some records, group them, format a table.

About ten milliseconds of work: what counts is starting up and getting warm.
"""
import sys
import time

CITIES = ["Oslo", "Lima", "Cairo", "Quito", "Accra", "Hanoi", "Perth"]


class Record:
    def __init__(self, city, day, degrees):
        self.city = city
        self.day = day
        self.degrees = degrees


def read(lines):
    for line in lines:
        city, day, degrees = line.split(",")
        yield Record(city.strip(), int(day), float(degrees))


def run(count):
    lines = ["%s, %d, %.1f" % (CITIES[i % 7], i // 7, (i * 37 % 400) / 10 - 5) for i in range(count)]
    groups = {}
    for record in read(lines):
        groups.setdefault(record.city, []).append(record)
    table = []
    for city in sorted(groups):
        degrees = [record.degrees for record in groups[city]]
        mean = sum(degrees) / len(degrees)
        table.append(f"{city:<8}{len(degrees):>6}{min(degrees):>8.1f}{mean:>8.2f}{max(degrees):>8.1f}")
    assert sum(len(group) for group in groups.values()) == count
    return "\n".join(table)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 10_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
