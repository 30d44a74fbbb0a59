# Results of large operands that are small again behave as small ones.
big = 1 << 100
small = (big + 5) - big
print(small, small == 5, small is not None, [10, 20, 30, 40, 50, 60][small], hash(small))
print((big * 3) // big, big >> 98, big % 1000, -(-big) == big, big - big)
