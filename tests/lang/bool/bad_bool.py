class Bad:
    def __bool__(self):
        return 1


class BadLen:
    def __len__(self):
        return -1


for value in (Bad(), BadLen()):
    try:
        if value:
            print("no")
    except Exception as error:
        print(type(error).__name__, error)
