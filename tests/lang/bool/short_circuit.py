def say(value):
    print("say", value)
    return value


print(say(0) or say("") or say("x") or say("never"))
print(say(1) and say("y") and say([]) and say("never"))
print(say(0) and say(1) or say(2))
print(not say(0) and not say(""))
x = say(None) or 5
print(x)
