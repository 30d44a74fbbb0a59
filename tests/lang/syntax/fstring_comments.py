# The text that `=` shows, and that a t-string keeps, has no comments.
a = 3
print(f"""{a + 1 = # the sum
}""")
print(f"{a  # first
    + 1  # 'second'
    =  # third
    !r:>4}|")
print(f"{
    '#' + "#"  # not these
    = }")
t = t"""{(
    a,  # one
    "\"#")} {a # two
}"""
for i in t.interpolations:
    print(repr(i.expression))
x = "w"
print(len(eval("f'" + "{x} " * 1000 + "'")), len(eval("f'" + "{x}" * 5000 + "'")))
