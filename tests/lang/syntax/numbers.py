"""Number literals in all their forms, and those that are none."""
print(1_000_000, 0x_ff, 0b_1010, 0o17, 0XABC, 0B1, 0O7, 00, 0_0)
print(1., .5, 1e3, 1E-3, 1_0.0_1, 1e1_0, 3.14j, 1J, 0e0, 1e400, -1e400)
print(0xdeadbeefdeadbeefdeadbeef, 10**20, 1e22, 1e23, 5e-324, 1.7976931348623157e308)
print((1).real, 1 .imag, 1.5.is_integer(), 1..real, 0x1.bit_length(), 1e1.hex())
for source in ("1__0", "1_", "_1", "0x", "0b2", "0o8", "0_7", "07", "1e", "1.e_1", "1__0.0", "1a", "0b", "1_.0", "0xfg",
               "1e+", "1jj", "0b1_", "12_e3"):
    try:
        print(source, eval(source))
    except SyntaxError as e:
        print(source, "|", e.msg)
    except NameError as e:
        print(source, "|", e)
