"""A JSON parser and writer in plain Python: recursive descent over a string by index.

A document is generated, written, parsed and written again; both texts must be the same.
"""
import sys
import time

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
QUOTES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


class ParseError(Exception):
    pass


class Parser:
    def __init__(self, text):
        self.text = text
        self.position = 0
        self.end = len(text)

    def parse(self):
        value = self.value()
        self.blanks()
        if self.position != self.end:
            raise ParseError("trailing text at %d" % self.position)
        return value

    def blanks(self):
        text = self.text
        position = self.position
        while position < self.end and text[position] in " \t\r\n":
            position += 1
        self.position = position

    def value(self):
        self.blanks()
        if self.position >= self.end:
            raise ParseError("unexpected end")
        character = self.text[self.position]
        if character == "{":
            return self.object()
        if character == "[":
            return self.array()
        if character == '"':
            return self.string()
        if character == "t":
            return self.word("true", True)
        if character == "f":
            return self.word("false", False)
        if character == "n":
            return self.word("null", None)
        return self.number()

    def word(self, word, value):
        if not self.text.startswith(word, self.position):
            raise ParseError("bad word at %d" % self.position)
        self.position += len(word)
        return value

    def object(self):
        result = {}
        self.position += 1
        self.blanks()
        if self.text[self.position] == "}":
            self.position += 1
            return result
        while True:
            self.blanks()
            key = self.string()
            self.blanks()
            if self.text[self.position] != ":":
                raise ParseError("expected ':' at %d" % self.position)
            self.position += 1
            result[key] = self.value()
            self.blanks()
            character = self.text[self.position]
            self.position += 1
            if character == "}":
                return result
            if character != ",":
                raise ParseError("expected ',' at %d" % self.position)

    def array(self):
        result = []
        self.position += 1
        self.blanks()
        if self.text[self.position] == "]":
            self.position += 1
            return result
        while True:
            result.append(self.value())
            self.blanks()
            character = self.text[self.position]
            self.position += 1
            if character == "]":
                return result
            if character != ",":
                raise ParseError("expected ',' at %d" % self.position)

    def string(self):
        text = self.text
        if text[self.position] != '"':
            raise ParseError("expected a string at %d" % self.position)
        position = self.position + 1
        start = position
        parts = []
        while True:
            character = text[position]
            if character == '"':
                parts.append(text[start:position])
                self.position = position + 1
                return "".join(parts)
            if character == "\\":
                parts.append(text[start:position])
                escape = text[position + 1]
                if escape == "u":
                    parts.append(chr(int(text[position + 2:position + 6], 16)))
                    position += 6
                else:
                    parts.append(ESCAPES[escape])
                    position += 2
                start = position
            else:
                position += 1

    def number(self):
        text = self.text
        start = position = self.position
        if text[position] == "-":
            position += 1
        is_float = False
        while position < self.end:
            character = text[position]
            if "0" <= character <= "9":
                position += 1
            elif character in ".eE+-":
                is_float = True
                position += 1
            else:
                break
        if position == start:
            raise ParseError("unexpected character at %d" % position)
        self.position = position
        digits = text[start:position]
        return float(digits) if is_float else int(digits)


def write_string(value, out):
    out.append('"')
    for character in value:
        if character in QUOTES:
            out.append(QUOTES[character])
        elif character < " " or character > "~":
            out.append("\\u%04x" % ord(character))
        else:
            out.append(character)
    out.append('"')


def write(value, out):
    if value is None:
        out.append("null")
    elif value is True:
        out.append("true")
    elif value is False:
        out.append("false")
    elif isinstance(value, str):
        write_string(value, out)
    elif isinstance(value, (int, float)):
        out.append(repr(value))
    elif isinstance(value, list):
        out.append("[")
        for index, item in enumerate(value):
            if index:
                out.append(", ")
            write(item, out)
        out.append("]")
    else:
        out.append("{")
        first = True
        for key, item in value.items():
            if not first:
                out.append(", ")
            first = False
            write_string(key, out)
            out.append(": ")
            write(item, out)
        out.append("}")


def make_record(i):
    return {
        "id": i,
        "name": "user%d" % i,
        "active": i % 3 == 0,
        "balance": i * 1.25 - 100,
        "note": 'a "quoted"\tline\nand caf\u00e9 %d' % (i % 17),
        "parent": None if i % 5 else i // 5,
        "tags": ["t%d" % (i % k) for k in range(1, 2 + i % 5)],
        "where": {"x": -i, "y": [i / 8, {}, []]},
    }


def run(records):
    document = {"version": 1, "records": [make_record(i) for i in range(records)]}
    out = []
    write(document, out)
    text = "".join(out)
    parsed = Parser(text).parse()
    assert parsed == document
    out = []
    write(parsed, out)
    assert "".join(out) == text
    rejected = 0
    for bad in ["", "[1, 2", "{1: 2}", "[1 2]", "tru", "[1] 2", "@"]:
        try:
            Parser(bad).parse()
        except (ParseError, IndexError):
            rejected += 1
    assert rejected == 7
    return "%d %s" % (len(text), parsed["records"][-1]["name"])


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 25_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
