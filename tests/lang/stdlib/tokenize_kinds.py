# `tokenize` goes on where the parser would not, and shows the parts of interpolated strings.
import io
import tokenize

SOURCES = [
    'f"{{a}}b{{{x!r}}}c"', 'fR"a{{{b!r}}}c"', 'f"\\N{BULLET}abc{x}"', 'f"{x:a{{y}}}"', 'f"}}{{"', 't"a{{b"', "f'{x:>{w}}'",
    "b\n#foo", "b\n  ", "b\n#foo\n  #bar", "); x", "(]", "1_000x", "012", "1e", "a = $ ? `", "\npass\n    \\\n\npass\n",
    "if 1:\n  a\n  \\\n\n  b\n", "'abc\ndef'", "x = 1\n", "if a:\n  b",
]
for source in SOURCES:
    print(repr(source))
    try:
        for t in tokenize.generate_tokens(io.StringIO(source).readline):
            print("  ", tokenize.tok_name[t.type], tokenize.tok_name[t.exact_type], repr(t.string), t.start, t.end, repr(t.line))
    except tokenize.TokenError as e:
        print("  ", e)

for source in ["x = (1 + a.b[2]) @ c", 'f"{a!r:>{w}}"']:
    tokens = tokenize._generate_tokens_from_c_tokenizer(io.StringIO(source).readline, extra_tokens=False)
    print([(tokenize.tok_name[t.type], t.string) for t in tokens])

for source in ["f'{{x}}'\n", "f'a{x:{w}}b{{'\n", "x = t'{y!r}}}'\n", "a  # b\n"]:
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    print(tokenize.untokenize(tokens) == source)

for line, encoding in [(3, None), (b"a", None), ("a", "utf-8"), (None, "utf-8")]:
    how = {"encoding": encoding} if encoding else {}
    try:
        print(list(tokenize._generate_tokens_from_c_tokenizer(iter([line]).__next__, extra_tokens=True, **how)))
    except TypeError as e:
        print(e)
for encoding in ("utf-16", "latin-1", "utf-8"):
    line = "ñ = 'é'\n".encode(encoding)
    tokens = tokenize._generate_tokens_from_c_tokenizer(iter([line]).__next__, encoding=encoding, extra_tokens=True)
    print([t.string for t in tokens])
