# Letters whose upper case is not a single letter, without regard to case.
import re
print(bool(re.match("(?i)\xdf", "\u1e9e")), bool(re.match("(?i)\u1e9e", "\xdf")), bool(re.match("(?i)\xdf", "SS")), bool(re.match("(?i)[\xdf]", "\u1e9e")))
print(bool(re.match("(?i)\u1f80", "\u1f88")), bool(re.match("(?i)\u0149", "\u0149")), bool(re.match("(?i)\ufb00", "FF")))
for c in "\xdf\u0149\u01f0\u0390\u03b0\u0587\u1e96\ufb00\u1f80aA1":
    print(ascii(c), [ascii(chr(o)) for o in range(0x20000) if re.match("(?i)" + c, chr(o))])
