# -*- coding: koi8-r -*-
"""A source in an encoding that a codec written in Python decodes."""
привет = "мир"
print(привет, ascii(привет), b"\xd0", ascii("т"))


def проверка():
    return "я" + нет  # Ошибка


print(__doc__.isascii(), проверка.__name__)
проверка()
