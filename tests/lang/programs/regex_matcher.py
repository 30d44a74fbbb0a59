# A backtracking matcher for a small pattern language, checked against a list of cases.
def match(pattern, text):
    def here(p, t):
        if p == len(pattern):
            yield t
            return
        c = pattern[p]
        if c == "$" and p + 1 == len(pattern):
            if t == len(text):
                yield t
            return
        if c == "[":
            end = pattern.index("]", p)
            allowed = pattern[p + 1:end]
            test = lambda ch: ch in allowed
        else:
            end = p + 1 if c == "\\" else p
            literal = pattern[end]
            test = (lambda ch: True) if c == "." else (lambda ch: ch == literal)
        following = pattern[end + 1:end + 2]
        if following in ("*", "+", "?") and following:
            least = 1 if following == "+" else 0
            most = 1 if following == "?" else len(text)
            n = 0
            while n < most and t + n < len(text) and test(text[t + n]):
                n += 1
            while n >= least:
                yield from here(end + 2, t + n)
                n -= 1
        elif t < len(text) and test(text[t]):
            yield from here(end + 1, t + 1)

    if pattern.startswith("^"):
        pattern = pattern[1:]
        starts = [0]
    else:
        starts = range(len(text) + 1)
    for start in starts:
        for end in here(0, start):
            return text[start:end]
    return None


cases = [("a.c", "xabcx"), ("^a*b", "aaab"), ("^b", "ab"), ("[0123456789]+", "ab 123 c"), ("x?yz$", "xyz"), ("x?yz$", "yzz"), ("\\.", "a.b"), ("a*a*a*b", "a" * 12), ("", "q"), (".*c", "abcabc")]
for pattern, text in cases * 2:
    print(pattern, repr(match(pattern, text)))
