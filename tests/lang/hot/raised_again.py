"""Exceptions that hot functions raise again: the frames that they leave keep their variables, and those of what was handled."""
import sys


class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def passes(n):
    k = n * 2
    try:
        if n % 3:
            raise ValueError(n)
    finally:
        k += 1
    return k


def manages(n):
    k = n + 5
    with Quiet() as q:
        k += 1
        passes(n)
    return k


def bare(n):
    k = str(n)
    try:
        passes(n)
    except ValueError:
        k += "!"
        raise


def same(n):
    k = [n]
    try:
        passes(n)
    except ValueError as error:
        k.append(n)
        raise error


def other(n):
    k = -n
    try:
        return passes(n)
    except ValueError:
        k -= 1
        raise KeyError(n)


def chained(n):
    k = n / 2
    try:
        other(n)
    except KeyError as error:
        k += 1
        raise IndexError(n) from error


def native(n):
    k = {0: n}
    try:
        k[n % 3]
    except IndexError:
        k = None
    return k


def in_handler(n):
    k = n
    try:
        [][n]
    except IndexError:
        k += 1
        return passes(k)


def no_match(n):
    k = (n,)
    for i in range(2):
        try:
            passes(n + i)
        except TypeError:
            k += (i,)
        except (KeyError, OSError):
            k += (-i,)
    return k


def recursive(n, depth=3):
    k = depth
    try:
        if depth:
            recursive(n, depth - 1)
        else:
            passes(n)
    finally:
        k += n


def helped(n):
    k = "helped"
    try:
        passes(n)
    except ValueError:
        again()


def again():
    k = "again"
    raise


def looked_at(n):
    k = n
    try:
        passes(n)
    except ValueError as error:
        if n % 7 == 0:
            k = error.__traceback__.tb_frame.f_locals["k"] * 10
        raise


def generated(n):
    def gen(k):
        try:
            yield k
            passes(n)
        finally:
            k += 2
    k = 0
    for x in gen(n):
        k += x
    return k


def small(e):
    try:
        raise e
    except ValueError:
        pass


def large(e, a, b, c, d, k, n, f, g):
    try:
        raise e
    except ValueError:
        raise


def same_place(n):
    """The windows of two functions that handle an exception are at the same place, one after the other."""
    k = n
    e = ValueError(n)
    small(e)
    large(e, 1, 2, 3, 4, k, n, 7, 8)


def frames(error, found):
    while error is not None:
        entry = error.__traceback__
        while entry is not None:
            frame = entry.tb_frame
            name = frame.f_code.co_name
            if name not in ("run", "<module>", "small"):
                locals = frame.f_locals
                found.append((name, entry.tb_lineno, frame.f_lineno, locals.get("k"), locals.get("n")))
            entry = entry.tb_next
        error = error.__context__
    return found


def run(f, n):
    total = 0
    last = None
    for i in range(n):
        try:
            f(i)
        except Exception as error:
            total += 1
            if i % 97 == 1:
                last = error
                frames(error, [])
            elif i % 89 == 1:
                last = error
    return total, frames(last, [])


def run_handling(f, n):
    try:
        raise OSError("outer")
    except OSError:
        return run(f, n)


for f in [passes, manages, bare, same, other, chained, native, in_handler, no_match, recursive, helped, looked_at, generated, same_place]:
    for how in run, run_handling:
        total, found = how(f, 2000)
        print(f.__name__, how.__name__, total)
        for entry in found:
            print("   ", *entry)
