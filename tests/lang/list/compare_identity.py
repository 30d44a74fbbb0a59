class Odd:
    def __eq__(self, other):
        print("eq")
        return False


o = Odd()
print(o in [o], [o] == [o], [o].index(o), [o].count(o), o == o)
x = [1, [2, [3]]]
print(x == [1, [2, [3]]], x == [1, [2, [4]]], x > [1, [2, [2]]])
