# A state machine driven by dictionaries of bound methods.
class World:
    def __init__(self):
        self.rooms = {"hall": {"north": "library", "east": "kitchen"}, "library": {"south": "hall"}, "kitchen": {"west": "hall", "down": "cellar"}, "cellar": {"up": "kitchen"}}
        self.items = {"lamp": "library", "key": "kitchen", "gold": "cellar"}
        self.room = "hall"
        self.bag = set()
        self.log = []
        self.verbs = {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("do_")}

    def do_go(self, where):
        exits = self.rooms[self.room]
        if where not in exits:
            return "no way"
        if exits[where] == "cellar" and "lamp" not in self.bag:
            return "too dark"
        self.room = exits[where]
        return self.do_look()

    def do_look(self, what=None):
        here = sorted(i for i, r in self.items.items() if r == self.room)
        return f"{self.room}: exits {', '.join(sorted(self.rooms[self.room]))}; items {here}"

    def do_take(self, what):
        if self.items.get(what) != self.room:
            return f"no {what} here"
        self.items[what] = None
        self.bag.add(what)
        return f"taken {what}"

    def do_score(self, *_):
        return str(len(self.bag) * 10)

    def run(self, line):
        verb, _, rest = line.partition(" ")
        action = self.verbs.get(verb)
        answer = action(rest) if action else f"what is {verb!r}?"
        self.log.append(answer)
        return answer


w = World()
for line in ["look", "go down", "go east", "go down", "take key", "take sword", "dance", "go west", "go north", "take lamp", "go south", "go east", "go down", "take gold", "score"]:
    print(">", line, "->", w.run(line))
walk = ["go east", "go west", "go north", "go south"]
for i in range(400):
    w.run(walk[i % 4])
print(len(w.log), w.room)
