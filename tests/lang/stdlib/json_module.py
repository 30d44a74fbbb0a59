import json

data = {"a": [1, 2.5, None, True], "b": {"c": "é\n\"q\""}, "d": []}
text = json.dumps(data)
print(text, json.loads(text) == data)
print(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False))
for bad in ("", "[1,", "{a: 1}", "nul"):
    try:
        json.loads(bad)
    except ValueError as error:
        print(error)
