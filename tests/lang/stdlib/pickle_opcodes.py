# Pickles written by hand, sound and broken: what they load as, or the error.

import io
import pickle


def show(f):
    try:
        print("   ", repr(f()))
    except Exception as e:
        print("   ", type(e).__module__, type(e).__qualname__, str(e), "|", repr(e.__context__))


GROUPS = {
    "numbers": [
        b"I\n.", b"I0x1f\n.", b"I010\n.", b"I 1 \n.", b"I1_0\n.", b"Iabc\n.", b"I\x00\n.", b"I1\x00\n.", b"I+01\n.",
        b"I00\n.", b"I001\n.", b"I99999999999999999999\n.", b"I-0\n.", b"L12L\n.", b"L12\n.", b"LL\n.", b"Lx\n.",
        b"L0x10L\n.", b"F1.5\n.", b"Fabc\n.", b"F1.5x\n.", b"Finf\n.", b"F 1\n.", b"F\n.", b"\x8b\xff\xff\xff\xff",
        b"\x8a\x02\xff\x00.", b"\x8a\x01\x80.", b"\x8a\x00.", b"\x8a\x09" + b"\xff" * 8 + b"\x00.", b"J\xff\xff\xff\xff.",
    ],
    "texts": [
        b'S"a\\x41"\n.', b"Sabc\n.", b"S'\n.", b"S''\n.", b"S'\\x4'\n.", b"S'a\\'\n.", b'S"\xff"\n.', b"U\x01\xff.",
        b"Vab\\u0041\\\\\n.", b"V\\u00\n.", b"V\xff\n.", b"V\n.", b"X\x01\x00\x00\x00\xff.", b"\x8c\x03\xed\xa0\x80.",
        b"X\xff\xff\xff\xff", b"T\xff\xff\xff\xff", b"T\xff\xff\xff\x7f", b"\x8e" + b"\xff" * 8,
        b"\x8e" + b"\xff" * 7 + b"\x7f", b"\x8d\x00\x00\x00\x00\x00\x01\x00\x00", b"C\x02ab.", b"\x8c\x00.",
    ],
    "the stack": [
        b"", b".", b"N", b"0", b"(.", b"(0.", b"1", b"2", b"(2", b"N(2", b"N2\x86.", b"\x85", b"(N\x86", b"N(\x85.",
        b"a", b"Na", b"NNa", b"(NNa", b"N(Na", b"s", b"NNNs.", b"NN(1\x85.", b"N(N1.", b"Nb", b"NNb", b"(o",
    ],
    "containers": [
        b"(l.", b"(Nd", b"(NNd.", b"(u", b"N(NNu.", b"](e.", b"](NNe.", b"N(Ne.", b"N(e.", b"}NNs.", b"}(Nu", b"}]Ns.",
        b"\x8f(N\x90.", b"\x8f(]\x90.", b"N(N\x90", b"\x90", b"(]\x91.", b"(NN\x91.", b"(NNNNt.", b"NNN\x87.",
    ],
    "objects": [
        b"N)b", b"N}b", b"N)\x81", b"NN\x81", b"cbuiltins\nobject\nN\x81", b"cbuiltins\nobject\n(N\x81",
        b"cbuiltins\nobject\n)N\x92", b"cbuiltins\nint\n)}\x92.", b"(No", b"(cbuiltins\nlist\nNo",
        b"(cbuiltins\nlist\no.", b"(ibuiltins\nlist\n.", b"ibuiltins\nlist\n", b"NNR", b"cbuiltins\nlist\nNR", b"N)R",
        b"cbuiltins\nlist\n)R.", b"\x82\x00", b"\x82\x01", b"\x84\xff\xff\xff\xff", b"NQ.", b"Pabc\n.", b"P\xff\n.",
    ],
    "names": [
        b"cbuiltins\nfoo\n", b"cnosuch\nfoo\n", b"\x80\x04\x8c\x08builtins\x8c\x07int.foo\x93.",
        b"\x80\x04\x8c\x08builtins\x8c\x08int.real\x93.", b"\x80\x04\x8c\x08builtins\x8c\x03foo\x93.",
        b"\x80\x04NN\x93", b"cbuiltins\n\n", b"c\nfoo\n", b"c\xff\nfoo\n", b"c__builtin__\nxrange\n.",
        b"\x80\x03c__builtin__\nxrange\n.",
    ],
    "the memo": [
        b"h\x00", b"j\xff\xff\xff\xff", b"g-1\n.", b"gx\n.", b"q\x00", b"Np-1\n.", b"Npx\n.", b"Nq\x00h\x00\x86.", b"\x94",
        b"(\x94", b"N\x94g0\n\x86.", b"Nr\xff\xff\xff\x00j\xff\xff\xff\x00\x86.", b"Nq\x05\x94h\x01\x86.", b"Np7\ng7\n\x86.",
    ],
    "frames": [
        b"\x80\x06", b"\x80", b"\x95" + b"\xff" * 8, b"\x95\x05" + bytes(7) + b"N.", b"\x95\x02" + bytes(7) + b"N.",
        b"\x95\x01" + bytes(7) + b"N.", b"\x97.", b"\x98.", b"N\x98.", b"C\x01a\x98.",
    ],
    "keys": [b"'", b"\\", b"\x7f", b"z", b"\xff", b"\x00"],
}

for name, group in GROUPS.items():
    print(name)
    for data in group:
        print("  ", data)
        show(lambda: pickle.loads(data))
        show(lambda: pickle.load(io.BytesIO(data)))

print("arguments")
old = b"U\x01\xff."
show(lambda: pickle.loads(old, encoding="bytes"))
show(lambda: pickle.loads(old, encoding="latin1"))
show(lambda: pickle.loads(old, errors="replace"))
show(lambda: pickle.loads(old, encoding="nosuch"))
show(lambda: pickle.loads(b"N.", encoding=1))
show(lambda: pickle.loads())
show(lambda: pickle.loads(b"N.", b""))
show(lambda: pickle.loads("N."))
show(lambda: pickle.loads(bytearray(b"N.")))
show(lambda: pickle.loads(b"N.", buffers=1))
show(lambda: pickle.loads(b"\x97.", buffers=[]))
show(lambda: pickle.loads(b"\x97.", buffers=[b"x"]))
show(lambda: pickle.loads(b"\x97\x98.", buffers=[bytearray(b"x")]).readonly)
show(lambda: pickle.loads(b"\x97\x98.", buffers=[1]))

print("several in one file")


class Plain:
    "A file that cannot be peeked into, and counts what it is asked for."

    def __init__(self, data):
        self.file = io.BytesIO(data)
        self.asked = []

    def read(self, n):
        self.asked.append(n)
        return self.file.read(n)

    def readline(self):
        self.asked.append("line")
        return self.file.readline()


data = pickle.dumps([1, "two"], 2) + pickle.dumps({"k": 3}, 0) + pickle.dumps(b"x" * 300, 5) + b"N."
for file in (Plain(data), io.BufferedReader(io.BytesIO(data)), io.BytesIO(data)):
    unpickler = pickle.Unpickler(file)
    for _ in range(4):
        show(lambda: len(str(unpickler.load())))
    show(unpickler.load)
    print("   ", unpickler.memo.copy() != {}, getattr(file, "asked", None))
