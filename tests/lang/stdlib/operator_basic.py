import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul("a", 3), op.truediv(1, 2), op.floordiv(7, 2), op.mod(7, 3), op.neg(5), op.lt(1, 2), op.eq(1, 1.0), op.not_(0), op.truth([]), op.is_(None, None), op.contains([1], 1), op.getitem([5, 6], 1), op.concat([1], [2]), op.xor(5, 3), op.countOf([1, 1, 2], 1), op.indexOf("abc", "c"), op.pow(2, 3), op.inv(0))
get = op.itemgetter(1)
print(get("abc"), op.itemgetter(0, 2)("abc"), sorted([("b", 1), ("a", 2)], key=op.itemgetter(0)), op.attrgetter("real")(5), op.attrgetter("real", "imag")(1 + 2j), op.methodcaller("upper")("x"), op.methodcaller("split", ",", 1)("a,b,c"), op.attrgetter("__class__.__name__")(5))
a = [1]
print(op.iadd(a, [2]), a, op.setitem(a, 0, 9), a, op.delitem(a, 0), a)
