"""Bytes above ASCII without a declaration."""


x = "café" + 1
print(x)
