print("\x41\u00e9\U0001F40D\101\a\b\f\v".encode("unicode_escape"), "\N{GREEK SMALL LETTER ALPHA}", r"\n\x41", "a\
b", 'tab\there', b"\x41\101\n", "\0".encode(), '''triple
"quoted"''')
