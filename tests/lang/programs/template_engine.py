class Template:
    def __init__(self, text):
        self.parts = []
        while text:
            before, mark, rest = text.partition("{{")
            self.parts.append(("text", before))
            if not mark:
                break
            inside, _, text = rest.partition("}}")
            words = inside.split()
            self.parts.append((words[0] if words[0] in ("for", "end", "if") else "value", words))

    def render(self, env):
        out = []
        self.block(0, env, out, True)
        return "".join(out)

    def block(self, i, env, out, active):
        while i < len(self.parts):
            kind, data = self.parts[i]
            if kind == "text":
                if active:
                    out.append(data)
            elif kind == "end":
                return i
            elif kind == "for":
                _, name, _, items = data
                end = i
                if active:
                    for item in self.look(items, env):
                        end = self.block(i + 1, {**env, name: item}, out, True)
                if end == i:
                    end = self.block(i + 1, env, out, False)
                i = end
            elif kind == "if":
                i = self.block(i + 1, env, out, active and bool(self.look(data[1], env)))
            elif active:
                value = self.look(data[0], env)
                for f in data[1:]:
                    value = {"|upper": str.upper, "|len": len, "|str": str}[f](value)
                out.append(str(value))
            i += 1
        return i

    def look(self, path, env):
        head, *rest = path.split(".")
        value = env[head]
        for name in rest:
            value = value[name] if isinstance(value, dict) else getattr(value, name)
        return value


t = Template("Dear {{ who.name |upper }},{{ for x in items }} {{ x.n }}{{ if x.big }}!{{ end }}{{ end }} ({{ items |len }}){{ if no }} never {{ for q in zz }}{{ end }}{{ end }}.")
print(t.render({"who": {"name": "ann"}, "items": [{"n": i, "big": i % 3 == 0} for i in range(6)], "no": False}))
print(len(t.render({"who": {"name": "bob"}, "items": [{"n": i, "big": i & 1} for i in range(800)], "no": 0})))
try:
    t.render({})
except KeyError as error:
    print("missing", error)
