# A key of the builtins that only claims to be equal to a name stands for it.
class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        return other == self.name


for source in ["mine", "mine + 1", "[mine for _ in (1,)]", "(lambda: mine)()", "other"]:
    try:
        print(eval(source, {"__builtins__": {Key("mine"): 42}}))
    except NameError as e:
        print(e)
