"""match, case, type and _ are names elsewhere."""
match = case = type_ = 1
print(match + case)
match[0:1] if False else None
def match(case, type=2, _=3): return case + type + _
print(match(1), match (2), match(case=1))
type = lambda x: "called"
print(type(1), type (2))
type X = int
print(X.__value__, X.__name__)
match = [10, 20]
print(match[1], match  [0])
match match:
    case [case, _]:
        print(case)
class type:
    type: int = 3
    def match(self): return self.type
print(type().match(), type.type)
_ = 5
match _:
    case _: print("wild", _)
print([match for match in range(2)], {case: 1 for case in "ab"})
type[0] if False else print("ok")
