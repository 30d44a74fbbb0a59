"""What an operation leaves as it is, is the same object: formats, padding, pieces, joined and translated bytes."""


class S(str):
    pass


class Made:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def __str__(self):
        return self.text

    def __format__(self, spec):
        return self.text


text = "".join(["ab", "cde"])
wide = "".join(["\u0416", "\U0001f600"])
data = bytes([100, 200, 3])
B = type("B", (bytes,), {})
number = complex(1, 2)

for source in """
"%s" % text is text
"%.5s" % text is text
"%.10s" % text is text
"%1s" % text is text
"%5s" % text is text
"%6s" % text is text
"%.4s" % text is text
"%-3s" % text is text
"%s" % wide is wide
"%2s" % wide is wide
"%3s" % wide is wide
"%s" % (text,) is text
"%(a)s" % {"a": text} is text
"%r" % Made(text) is text
"%s" % Made(text) is text
"%a" % Made(text) is text
"%+s" % text is text
"% s" % text is text
"%05s" % text is text
"%s%s" % ("", text) is text
"%s%s" % (text, "") is text
" %s" % text is text
"%s " % text is text
"{0}".format(text) is text
"{0:s}".format(text) is text
"{0:.5s}".format(text) is text
"{0:.10s}".format(text) is text
"{0:1s}".format(text) is text
"{0:5s}".format(text) is text
"{0:6s}".format(text) is text
"{:>3}".format(text) is text
"{:.3}".format(wide) is wide
"{}".format(Made(text)) is text
"{!s}".format(Made(text)) is text
"{}".format_map({"": text}) if 0 else "{a}".format_map({"a": text}) is text
text % () is text
text.format() is text
type(S(text) % ())
type(S(text).format())
type("%s" % S(text))
type("{}".format(S(text)))
type(format(S(text)))
type(format(S(text), "s"))
f"{text}" is text
f"{text:s}" is text
f"{text:5}" is text
f"{Made(text)}" is text
f"{text}{''}" == text
format(text, "3") is text
text.split("q")[0] is text
text.rsplit("q")[0] is text
text.splitlines()[0] is text
wide.split("q")[0] is wide
data + b"" is data
b"" + data is data
type(b"" + B(data))
type(B(data) + b"")
data * 1 is data
data[:] is data
data.strip() is data
data.replace(b"x", b"y") is data
data.join([data]) is data
b"".join([data]) is data
bytearray().join([data])
type(b"".join([B(data)]))
data.translate(None) is data
data.translate(bytes(range(256))) is data
data.removeprefix(b"q") is data
data.removesuffix(b"q") is data
data.ljust(1) is data
data.center(2) is data
data.zfill(2) is data
data.partition(b"q")[0] is data
data.rpartition(b"q")[2] is data
data.split(b"q")[0] is data
data.splitlines()[0] is data
type(B(data).strip())
type(B(data)[:])
+number is number
""".strip().splitlines():
    print(source, "=", eval(source))

# The receiver of a bytearray's method is never its result.
array = bytearray(b"abc")
for result in array.strip(), array[:], array * 1, array + b"", array.replace(b"x", b"y"), array.ljust(1):
    print(result, result is array)
