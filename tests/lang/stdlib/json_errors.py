# json: what the scanner and the encoder refuse, with positions and notes; hooks; special numbers; surrogates.
import json


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)), getattr(e, '__notes__', None))


class X:
    pass


class I(int):
    def __repr__(self):
        return 'I'


class F(float):
    def __repr__(self):
        return 'F'


class S(str):
    pass


ring = []
ring.append(ring)
loop = {}
loop['x'] = loop
show(lambda: json.dumps(X()))
show(lambda: json.dumps([1, X()]))
show(lambda: json.dumps({'a': [X()]}))
show(lambda: json.dumps({(1, 2): 3}))
show(lambda: json.dumps({(1, 2): 3}, skipkeys=True))
show(lambda: json.dumps(ring))
show(lambda: json.dumps(loop))
show(lambda: json.dumps(float('nan')))
show(lambda: json.dumps([float('nan')], allow_nan=False))
show(lambda: json.dumps({1: 1, 2.5: 2, True: 3, None: 4, 'a': 5}))
show(lambda: json.dumps({'b': 1, 'a': 2}, sort_keys=True))
show(lambda: json.dumps({'b': 1, 2: 2}, sort_keys=True))
text = '\xe9\u2028\U0001f600"\\\n\x7f\x01\ud800'
show(lambda: json.dumps(text))
show(lambda: json.dumps(text, ensure_ascii=False))
show(lambda: json.dumps([], indent=2))
show(lambda: json.dumps({'a': [1, 2, {}], 'b': ()}, indent=2))
show(lambda: json.dumps([1, [2]], indent='\t'))
show(lambda: json.dumps([1, 2], separators=(',', ':')))
show(lambda: json.dumps(X(), default=lambda o: 'x'))
show(lambda: json.dumps(X(), default=lambda o: o))
show(lambda: json.dumps({float('inf'): 1}))
show(lambda: json.dumps({float('inf'): 1}, allow_nan=False))
show(lambda: json.dumps([1e300, 10**20, -0.0, 1.0]))
show(lambda: json.dumps({'a': 1, 'b': X()}, default=lambda o: 1 / 0))
show(lambda: json.dumps([I(3), F(2.5), S('a'), True, None, {I(1): 1}]))
for s in (
    '', '[', '[1', '[1,', '[1,]', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{1}', '{"a" 1}', '[1 2]', '"abc',
    '"a\nb"', '"\\x"', '"\\u12"', '"\\u12zz"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83dx"', 'nul', 'tru', '-',
    '-a', '01', '1.', '1.e5', '1e', '1e5', '-0', '-0.0', '1E+2', 'NaN', 'Infinity', '-Infinity', '[1,2] x', ' [1 , 2 ] ',
    '{"a":{"b":[{}]}}', '"\xe9"', '"\xe9\\', '\xe9', '"\t"', '123456789012345678901234567890', '1.5e400', '[]', '{}',
    '{"a":1,"a":2}', '"\\ud83d\\u0041"', '[\xe9]', '{"\xe9":\xe9}', '-Inf', '[1,,2]', '{"a":1 "b":2}', '{,}', '[,]', '"\\',
):
    show(lambda: json.loads(s))
show(lambda: json.loads('"a\nb"', strict=False))
show(lambda: json.loads('[1,2.5]', parse_float=str, parse_int=str))
show(lambda: json.loads('NaN', parse_constant=lambda x: 'c' + x))
show(lambda: json.loads('{"a":1}', object_hook=lambda d: list(d)))
show(lambda: json.loads('{"a":1,"b":2}', object_pairs_hook=lambda d: d))
show(lambda: json.loads(3))
show(lambda: json.loads(b'[1]'))
show(lambda: json.loads(b'\xff'))
show(lambda: json.loads('\ufeff1'))
show(lambda: json.JSONDecoder().raw_decode('1 2'))
show(lambda: json.JSONDecoder().raw_decode('a1 2', 1))
show(lambda: json.loads('1' * 5000))
