tree = {}
for path in ("a/b/c", "a/b/d", "a/e", "f"):
    node = tree
    for part in path.split("/"):
        node = node.setdefault(part, {})
print(tree)


def walk(node, depth=0):
    for name, child in sorted(node.items()):
        print("  " * depth + name)
        walk(child, depth + 1)


walk(tree)
d = {}
d["self"] = d
print(d)
