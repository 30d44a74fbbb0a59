# Exceptions that are raised and caught inside traces: near and far, with tracebacks, contexts, and what is handled.
import sys
import traceback


class Odd(Exception):
    pass


class Rich(Odd):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a
        self.b = b


def lines(error):
    return [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)]


def variables(error):
    tb, out = error.__traceback__, []
    while tb:
        out.append(sorted((k, v) for k, v in tb.tb_frame.f_locals.items() if isinstance(v, int)))
        tb = tb.tb_next
    return out[1:]


def lookups(n):
    table = {i: i for i in range(0, 50, 3)}
    keys = indices = conversions = attributes = types = 0
    for i in range(n):
        try:
            table[i % 60]
        except KeyError as error:
            keys += error.args[0]
        try:
            [1, 2, 3][i % 5]
        except (TypeError, IndexError):
            indices += 1
        try:
            conversions += int("%d%s" % (i, "x" if i % 4 == 0 else ""))
        except ValueError:
            conversions -= 1
        try:
            table.missing
        except AttributeError as error:
            attributes += len(error.name)
        try:
            i + "x"
        except TypeError:
            types += 1
        try:
            i // (i % 3)
        except ZeroDivisionError:
            types += 2
        try:
            a, b = (1,) * (i % 4)
        except ValueError:
            types += 4
    return keys, indices, conversions, attributes, types


def thrower(x):
    y = x + 1
    if x % 3 == 0:
        raise Odd(x)
    if x % 5 == 0:
        raise Rich(x, y)
    return y


def middle(x):
    z = x * 2
    return thrower(x) + z


def far(n):
    total = 0
    seen = set()
    for i in range(n):
        try:
            total += middle(i)
        except Rich as error:
            total += error.a - error.b
            seen.add(str(lines(error)))
            if i == 100:
                print(variables(error))
        except Odd as error:
            total -= error.args[0]
            seen.add(str(lines(error)))
            if i == 99:
                print(variables(error))
    return total, sorted(seen)


def contexts(n):
    out = set()
    for i in range(n):
        try:
            try:
                if i % 2:
                    raise KeyError("inner")
                {}["missing"]
            except KeyError as error:
                before = sys.exc_info()[1] is error
                raise ValueError("outer")
        except ValueError as error:
            context = error.__context__
            out.add((before, repr(context), context.__context__, error.__cause__, len(lines(context)),
                     sys.exception() is error))
        out.add(sys.exception())
        try:
            try:
                raise OSError(2, "no")
            except OSError as error:
                raise RuntimeError("because") from error
        except RuntimeError as error:
            out.add((repr(error.__cause__), error.__suppress_context__, error.__context__ is error.__cause__))
    return sorted(map(str, out))


def again(x):
    try:
        return thrower(x)
    except Rich:
        raise
    except Odd as error:
        if x % 2:
            raise
        raise error


def rethrown(n):
    shapes = {}
    for i in range(n):
        try:
            again(i)
        except Odd as error:
            key = (type(error).__name__, tuple(lines(error)))
            shapes[key] = shapes.get(key, 0) + 1
    return sorted(shapes.items())


def finals(n):
    log = [0] * 6
    for i in range(n):
        try:
            try:
                if i % 3 == 0:
                    raise Odd(i)
                log[0] += 1
            finally:
                log[1] += 1
        except Odd:
            log[2] += 1
        else:
            log[3] += 1
        for k in (0, 1):
            try:
                if k == i % 2:
                    continue
                log[4] += 1
                break
            finally:
                log[5] += 1
    return log


class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log["enter"] = self.log.get("enter", 0) + 1
        return self

    def __exit__(self, kind, value, tb):
        name = kind.__name__ if kind else None
        self.log[name] = self.log.get(name, 0) + 1
        return kind is Odd


def withs(n):
    log = {}
    for i in range(n):
        try:
            with Guard(log) as g, Guard(log):
                if i % 3 == 0:
                    raise Odd(i)
                if i % 4 == 0:
                    raise KeyError(i)
        except KeyError:
            log["out"] = log.get("out", 0) + 1
    return log


def unhandled(n):
    count = 0
    for i in range(n):
        try:
            try:
                thrower(i)
            except KeyError:
                count += 1000000
        except Odd:
            count += 1
    return count


def iteration(n):
    total = 0
    for i in range(n):
        it = iter((i, i + 1))
        while True:
            try:
                total += next(it)
            except StopIteration as stop:
                total += stop.value is None
                break
    return total


def late(n):
    # Nothing is raised while the loop is recorded.
    caught = 0
    for i in range(n):
        try:
            if i > n - 700 and i % 2:
                thrower(i * 3)
            x = [0, 1][i > n - 300 and i % 3]
        except Odd:
            caught += 1
        except IndexError:
            caught += 1000
    return caught


def unbound(n):
    count = 0
    for i in range(n):
        try:
            del value
        except UnboundLocalError as error:
            count += 1
        if i % 2:
            value = i
    return count


def changing(n):
    kinds = [KeyError, ValueError, Odd]
    counts = {}
    for i in range(n):
        kind = kinds[i * 3 // n]
        try:
            raise kind(i)
        except (KeyError, ValueError) as error:
            counts[type(error)] = counts.get(type(error), 0) + 1
        except Exception as error:
            counts["other"] = counts.get("other", 0) + 1
    return list(counts.values())


N = 3000
print(lookups(N))
print(far(N))
for line in contexts(N):
    print(line)
for line in rethrown(N):
    print(line)
print(finals(N))
print(withs(N))
print(unhandled(N))
print(iteration(N))
print(late(N))
print(unbound(N))
print(changing(N))
print(sys.exc_info())
