# vim: set fileencoding=klingon :
print("never")
