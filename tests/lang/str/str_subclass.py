class Name(str):
    def __new__(cls, text, extra):
        self = super().__new__(cls, text)
        self.extra = extra
        return self

    def shout(self):
        return self.upper() + "!"


n = Name("bob", 7)
print(n, n.extra, n.shout(), type(n).__name__, type(n + "x").__name__, n == "bob", {"bob": 1}[n], n[1:], isinstance(n, str), "%s" % n, f"{n:>5}", type(str(n)).__name__, len(n))
