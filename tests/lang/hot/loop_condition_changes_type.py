# The first guard of the loop's head fails in turn for an int, a float, a string, a tuple and a list.
values = [3, 2.5, "text", (1, 2), [1], None, {"a": 1}]
count = 0
turns = 0
x = 7
while x:
    turns += 1
    count += len(x) if isinstance(x, (str, tuple, list, dict)) else 10
    x = values[turns % 5] if turns < 3000 else values[5]
print(count, turns)
