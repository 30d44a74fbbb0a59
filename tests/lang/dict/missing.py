class Default(dict):
    def __missing__(self, key):
        self[key] = value = f"made {key}"
        return value


d = Default(a=1)
print(d["a"], d["b"], d.get("c"), "c" in d, d, len(d))
