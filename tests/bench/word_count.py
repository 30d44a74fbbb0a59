"""Counting the words of a text: split, lower, strip, a dict of counts, a sort by frequency.

The text is made by a small generator of pseudo-random numbers, so that common words are much more common.
"""
import sys
import time

SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "an", "el", "is", "or", "un", "qua"]
MARKS = ["", "", "", "", "", "", ",", ".", ";", "!"]


def make_text(words):
    seed = 42
    lines = []
    line = []
    for _ in range(words):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        rank = (seed >> 8) % 1000
        rank = rank * rank // 1000 * rank // 1000
        word = SYLLABLES[rank % 16] + SYLLABLES[rank // 16 % 16] + SYLLABLES[rank // 256 % 16]
        if seed & 0x70000 == 0:
            word = word.capitalize()
        line.append(word + MARKS[(seed >> 20) % 10])
        if len(line) == 12:
            lines.append(" ".join(line))
            line = []
    lines.append(" ".join(line))
    return "\n".join(lines)


def count_words(text):
    counts = {}
    for line in text.split("\n"):
        for word in line.split():
            word = word.strip(".,;!").lower()
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
    return counts


def run(words):
    text = make_text(words)
    counts = count_words(text)
    assert sum(counts.values()) == words
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    top = " ".join("%s:%d" % item for item in ranking[:8])
    return "%d %s" % (len(counts), top)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 3_000_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
