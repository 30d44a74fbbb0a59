for n in (0, 1, -1, 255, -255, 1 << 70, -(1 << 70)):
    print(bin(n), oct(n), hex(n), f"{n:b} {n:o} {n:x} {n:X} {n:#x} {n:#b}")
