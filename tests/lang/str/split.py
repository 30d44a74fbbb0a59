print("a b  c ".split(), "a b  c ".split(" "), "a,b,,c".split(","), "a,b,c,d".split(",", 2), "a,b,c,d".rsplit(",", 1), "".split(), "".split(","))
print("  a  b ".split(None, 1), " a b c ".rsplit(None, 1), "one<>two<>three".split("<>"), "abc".split("abc"))
print("a\nb\r\nc\rd\x0be\x1cf\u2028g".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines())
print("key=value=x".partition("="), "key=value=x".rpartition("="), "none".partition("="), "none".rpartition("="))
try:
    "a".split("")
except ValueError as error:
    print(error)
