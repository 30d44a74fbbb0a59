# A truth test that changes the class of the very object it tests.
class Flip:
    count = 0

    def __bool__(self):
        Flip.count += 1
        if Flip.count == 1500:
            self.__class__ = Flop
        return True


class Flop:
    def __bool__(self):
        return False


o = Flip()
yes = no = 0
for i in range(3000):
    if o:
        yes += 1
    else:
        no += 1
print(yes, no)
