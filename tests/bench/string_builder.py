"""Building strings in the usual ways: `+=`, join, f-strings, `%`, slices and replacement.

Each way makes the same report, and the results must agree.
"""
import sys
import time


def by_concatenation(rows):
    text = ""
    for i in range(rows):
        text += "row "
        text += str(i)
        text += ": "
        for digit in str(i * i):
            text += digit
            text += "."
        text += "\n"
    return text


def by_join(rows):
    parts = []
    for i in range(rows):
        parts.append("row ")
        parts.append(str(i))
        parts.append(": ")
        for digit in str(i * i):
            parts.append(digit + ".")
        parts.append("\n")
    return "".join(parts)


def by_format(rows):
    lines = []
    for i in range(rows):
        square = "".join([f"{digit}." for digit in str(i * i)])
        lines.append(f"row {i}: {square}\n" if i % 2 else "row %d: %s\n" % (i, square))
    return "".join(lines)


def checksum(text):
    total = 0
    for character in text:
        total = (total * 33 + ord(character)) & 0xFFFFFFFF
    return total


def run(rows):
    text = by_concatenation(rows)
    assert text == by_join(rows)
    assert text == by_format(rows)
    swapped = text.replace("row", "ROW").swapcase().replace(".", "")
    head = swapped[: len(swapped) // 4]
    return "%d %d %d" % (len(text), checksum(head), swapped.count("7"))


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 400_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
