"""Displays, subscripts, slices, conditional and comparison expressions evaluate from left to right."""
def say(value):
    print(value, end=" ")
    return value

print({say(1): say(2), **say({3: 4}), say(5): say(6)})
print([say(1), *say("ab"), say(2)], {say(1), *say((2,))})
print([10, 20, 30, 40][say(0):say(4):say(2)])
print(say(1) < say(5) < say(3) < say("never"))
print(say(1) if say(0) else say(2))
print(say(0) or say("") or say([]) or say("last"), say(1) and say(0) and say("never"))
print(say(2) ** say(3) ** say(2))
print(say(1) + say(2) * say(3) - say(4))
print(f"{say('a')}{say('b')!r:>{say(5)}}{say('c')}")
print(not say(0) == say(0))
