print(",".join(["a", "b", "c"]), "".join([]), "-".join("xyz"), " ".join(str(i) for i in range(5)), "é".join(("a", "b")), ", ".join({"k": 1, "l": 2}))
for items in ([1], ["a", None], ["a", b"b"]):
    try:
        ",".join(items)
    except TypeError as error:
        print(error)
try:
    ",".join(5)
except TypeError as error:
    print(error)
