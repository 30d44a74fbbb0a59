#!/usr/bin/env python3
"""Prints what `re` does with random patterns and texts; the same for the same seed.

    regex.py SEED COUNT

Run by CPython and by sidewinder, it must print the same.
"""

import random
import re
import sys
import warnings

ATOMS = ["a", "b", "c", "ab", ".", r"\d", r"\w", r"\s", r"\b", r"\B", "^", "$", "[abc]", "[^a]", "[a-c0-9]", r"\D", r"\W",
         r"[\w-]", "é", "[é-ü]", "ß", r"\A", r"\Z", "A", "x", r"[^\d\s]", "(?i:a)", "(?-i:B)", r"\n", "0", "10"]
REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{,2}", "{2,}?", "*+", "++", "?+", "{1,2}+"]
WORDS = ["a", "b", "c", "ab", "abc", " ", "0", "10", "_", "é", "É", "ß", "ss", "A", "B", "\n", "x", "-", "aaa", "bb"]
FLAGS = [0, 0, 0, re.I, re.M, re.S, re.A, re.I | re.A, re.X]


class Patterns:
    """Makes patterns; counts their groups, so that references mostly name one."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.groups = 0

    def pattern(self, depth):
        k = self.r.random()
        if depth <= 0 or k < 0.35:
            return self.r.choice(ATOMS)
        if k < 0.55:
            return self.pattern(depth - 1) + self.pattern(depth - 1)
        if k < 0.65:
            return self.pattern(depth - 1) + "|" + self.pattern(depth - 1)
        if k < 0.75:
            self.groups += 1
            return f"({self.pattern(depth - 1)})"
        if k < 0.78:
            return f"(?:{self.pattern(depth - 1)})"
        if k < 0.9:
            return f"(?:{self.pattern(depth - 1)}){self.r.choice(REPEATS)}"
        if k < 0.93:
            return self.r.choice(["(?=", "(?!", "(?<=", "(?<!", "(?>"]) + self.pattern(depth - 1) + ")"
        if k < 0.96 and self.groups:
            return f"\\{self.r.randint(1, self.groups)}"
        if k < 0.98 and self.groups:
            return f"(?({self.r.randint(1, self.groups)}){self.pattern(0)}|{self.pattern(0)})"
        return self.r.choice(ATOMS) + self.r.choice(["*", "+", "?", "{3}", "*?", "+?"])


def shown(match):
    return match and (match.span(), match.groups(), match.lastindex, match.regs)


def answers(pattern, flags, text, replacement):
    p = re.compile(pattern, flags)
    return [
        shown(p.match(text)),
        shown(p.search(text)),
        shown(p.fullmatch(text)),
        p.findall(text),
        [m.span() for m in p.finditer(text)],
        p.sub(replacement, text),
        p.subn(replacement, text, 2),
        p.split(text, 2),
        shown(p.search(text, 2, 7)),
        shown(p.match(text, 1)),
    ]


def main():
    seed, count = map(int, sys.argv[1:])
    warnings.simplefilter("ignore")
    patterns = Patterns(seed)
    for n in range(count):
        patterns.groups = 0
        pattern = patterns.pattern(patterns.r.randint(1, 5))
        flags = patterns.r.choice(FLAGS)
        text = "".join(patterns.r.choice(WORDS) for _ in range(patterns.r.randint(0, 14)))
        in_bytes = patterns.r.random() < 0.2
        try:
            if in_bytes:
                out = answers(pattern.encode("latin-1"), flags, text.encode("latin-1"), rb"<\g<0>>")
            else:
                out = answers(pattern, flags, text, r"<\g<0>>")
        except Exception as e:
            out = type(e).__name__, str(e)
        print(n, ascii(pattern), int(flags), ascii(text), ascii(out))


if __name__ == "__main__":
    main()
