pair = "\ud83d" + "\ude00"
print(len(pair), pair == "\U0001f600", ascii(pair), pair[0] == "\ud83d", len("\U0001f600"), ascii(pair[::-1]), pair.encode("utf-16-le", "surrogatepass") == "\U0001f600".encode("utf-16-le"))
try:
    pair.encode()
except UnicodeEncodeError as error:
    print(error)
