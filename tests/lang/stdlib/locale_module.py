# What the C library's plain locale says, and the errors of the module's functions.
import _locale
import locale

print(locale.getencoding(), open("/dev/null").encoding)
print(locale.setlocale(locale.LC_ALL, "C"))
print(locale.setlocale(locale.LC_NUMERIC))
for name, value in locale.localeconv().items():
    print(name, repr(value))
print(sorted(n for n in dir(_locale) if not n.startswith("__")))
for item in ["DAY_1", "ABDAY_7", "MON_12", "ABMON_5", "RADIXCHAR", "THOUSEP", "D_FMT", "T_FMT", "AM_STR", "YESEXPR", "ERA"]:
    print(item, repr(locale.nl_langinfo(getattr(locale, item))))
print([locale.strcoll(a, b) for a, b in [("a", "b"), ("b", "a"), ("a", "a"), ("", "\u20ac")]])
print([locale.strxfrm(s) for s in ["", "abc", "z"]])
print(sorted(["b", "A", "a", "B"], key=locale.strxfrm))
print(issubclass(locale.Error, Exception), locale.Error.__module__, locale.Error.__mro__)
for call in [
    lambda: locale.setlocale(locale.LC_ALL, "no_SUCH"),
    lambda: locale.setlocale(99),
    lambda: _locale.setlocale("LC_ALL"),
    lambda: _locale.setlocale(6, 3),
    lambda: _locale.setlocale(6, "a\0b"),
    lambda: locale.nl_langinfo(123456),
    lambda: locale.strcoll("a", 1),
    lambda: locale.strcoll("a\0", "b"),
    lambda: locale.strxfrm(b"x"),
    lambda: locale.bindtextdomain("", None),
]:
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)
print(locale.gettext("text"), locale.dgettext("nothing", "text"), locale.dgettext(None, "text"))
print(locale.dcgettext("nothing", "text", locale.LC_MESSAGES))
print(locale.textdomain(None), locale.textdomain("mine"), locale.textdomain(None))
print(locale.bindtextdomain("mine", "/tmp"), locale.bindtextdomain("mine", None))
print(locale.bind_textdomain_codeset("mine", None), locale.bind_textdomain_codeset("mine", "UTF-8"))
print(locale.format_string("%.2f %d", (12345.678, 1234567), grouping=True), locale.currency.__name__)
print(locale.str(1.5), locale.atof("2.5"), locale.atoi("12"), locale.delocalize("1.5"))
