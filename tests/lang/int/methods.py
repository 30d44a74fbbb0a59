for n in (0, 1, -1, 255, -256, 1 << 64, (1 << 64) - 1):
    print(n.bit_length(), n.bit_count(), n.conjugate(), n.real, n.imag, n.numerator, n.denominator, n.is_integer())
print((258).to_bytes(2, "big"), (258).to_bytes(4, "little"), (-2).to_bytes(2, "big", signed=True))
print(int.from_bytes(b"\x01\x02", "big"), int.from_bytes(b"\xff\xfe", "little", signed=True), (7).as_integer_ratio())
try:
    (300).to_bytes(1, "big")
except OverflowError as error:
    print(error)
