class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.log = []

    def deposit(self, amount, *, fee=0):
        self.balance += amount - fee
        self.log.append(amount)
        return self

    @property
    def rich(self):
        return self.balance > 5000

    @staticmethod
    def tax(x):
        return x // 10

    @classmethod
    def named(cls, name):
        return cls(name, 1)


a = Account("a")
b = Account.named("b")
n = 0
for i in range(4000):
    a.deposit(i % 7).deposit(3, fee=1)
    b.deposit(Account.tax(i), fee=i & 1)
    n += a.rich + b.rich
    if i % 1000 == 0:
        b = Account.named(str(i))
print(a.balance, b.balance, b.owner, len(a.log), n)
