import struct
for f in ("99999999999999s","9223372036854775807s", "5x"):
    for v in ((b"",),()):
        try: print(f, len(struct.pack(f,*v)))
        except BaseException as e: print(f, type(e).__name__, str(e)[:70])
print(struct.pack("64s",b"x"*64)[-2:], struct.pack("65s",b"y"*64)[-2:], struct.pack(""))
ba=bytearray(b"ab"); 
for x in (b"c", bytearray(b"d"), memoryview(b"ef"), [1], "s", 5, (1,2)):
    try: ba+=x; print(ba)
    except Exception as e: print(type(e).__name__, e)
try:
    m=memoryview(ba); ba+=b"x"
except BufferError as e: print(e)
m.release(); ba+=ba; print(ba)
it=struct.iter_unpack("<H",bytearray(b"abcdef")); print(list(it), list(it))
it=struct.iter_unpack("<H",memoryview(b"abcdef")); print(next(it), it.__length_hint__(), list(it))
print("a,b,c".split(","), ",".split(","), "".split(","), "abc".split(","), ("x,"*40).split(",")[-3:], ("x"*70).split(",")==["x"*70])
class S(str): pass
r=S("abc").split(","); print(type(r[0]), type(S("a,b").split(",")[0]))
