def find(items, wanted):
    i = 0
    while i < len(items):
        if items[i] == wanted:
            print("found", i)
            break
        i += 1
    else:
        print("not found")
    return i


print(find([1, 2, 3], 2), find([1, 2, 3], 9), find([], 1))
while False:
    print("never")
else:
    print("else of a loop that never ran")
