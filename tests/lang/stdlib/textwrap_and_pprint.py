import textwrap
import pprint

text = "The quick brown fox jumps over the lazy dog, and then it sleeps."
print(textwrap.fill(text, 20), textwrap.wrap(text, 30), textwrap.dedent("  a\n    b\n  c"), textwrap.indent("a\nb", "> "), textwrap.shorten(text, 25), sep="\n")
pprint.pprint({"b": list(range(30)), "a": ("x" * 40, "y" * 40)})
