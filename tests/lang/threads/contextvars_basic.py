"""Context variables."""
import contextvars
import threading

v = contextvars.ContextVar("v", default=1)
w = contextvars.ContextVar("w")
print(v.name, v.get(), w.get("fallback"))
try:
    w.get()
except LookupError as e:
    print(type(e).__name__, e.args[0] is w)
token = v.set(2)
print(v.get(), token.var is v, token.old_value is contextvars.Token.MISSING)
second = v.set(3)
print(second.old_value)
v.reset(second)
print(v.get())
try:
    v.reset(second)
except RuntimeError as e:
    print(str(e).split(" at ")[0], str(e).split("> ")[-1])
context = contextvars.copy_context()
print(context[v], v in context, w in context, len(context), context.get(w, "none"), list(context.values()))


def change():
    v.set(10)
    w.set(20)
    return v.get(), w.get()


print(context.run(change), v.get(), w.get("unset"), context[v], context[w])
try:
    context.run(context.run, change)
except RuntimeError as e:
    print(str(e).split("<")[0], str(e).split("> ")[-1])
try:
    w.reset(token)
except ValueError as e:
    print(str(e).split("> ")[-1])
empty = contextvars.Context()
print(empty.run(v.get), len(empty), empty == contextvars.Context(), context == context.copy())
with v.set(50):
    print(v.get())
print(v.get())
seen = []
t = threading.Thread(target=lambda: (seen.append(v.get()), v.set(99)))
t.start()
t.join()
print(seen, v.get())
for bad in (lambda: contextvars.ContextVar(1), lambda: context["x"], lambda: contextvars.Token(), lambda: hash(context), lambda: contextvars.Context(1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
