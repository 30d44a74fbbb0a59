import enum
from dataclasses import dataclass, field


class Kind(enum.Enum):
    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"


class InsufficientFunds(Exception):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.need, self.have = need, have


@dataclass(order=True)
class Event:
    time: int
    kind: Kind = field(compare=False)
    amount: int = field(compare=False)
    source: str = field(compare=False, default="")
    target: str = field(compare=False, default="")


class Bank:
    def __init__(self):
        self.accounts = {}
        self.failed = []
        self.history = []

    def apply(self, event):
        match event:
            case Event(kind=Kind.DEPOSIT, amount=a, target=t):
                self.accounts[t] = self.accounts.get(t, 0) + a
            case Event(kind=Kind.WITHDRAW, amount=a, source=s):
                self.take(s, a)
            case Event(kind=Kind.TRANSFER, amount=a, source=s, target=t):
                self.take(s, a)
                self.accounts[t] = self.accounts.get(t, 0) + a
        self.history.append(event)

    def take(self, name, amount):
        have = self.accounts.get(name, 0)
        if have < amount:
            raise InsufficientFunds(amount, have)
        self.accounts[name] = have - amount


bank = Bank()
names = ["ann", "bob", "cyd"]
kinds = list(Kind)
events = [Event(i * 37 % 101, kinds[i % 3], i * 13 % 50, names[i % 3], names[(i + i // 3) % 3]) for i in range(600)]
for event in sorted(events):
    try:
        bank.apply(event)
    except InsufficientFunds as error:
        bank.failed.append((event.time, error.need - error.have))
print(bank.accounts, len(bank.history), len(bank.failed), bank.failed[:3], sum(bank.accounts.values()))
print(events[1])
