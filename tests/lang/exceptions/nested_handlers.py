def f(n):
    log = []
    try:
        log.append("a")
        try:
            if n == 0:
                raise ValueError
            if n == 1:
                raise KeyError
            if n == 2:
                raise TypeError
            log.append("fine")
        except ValueError:
            log.append("V")
            try:
                raise OSError
            except OSError:
                log.append("O")
            log.append("after O")
        except KeyError:
            log.append("K")
            raise IndexError
        finally:
            log.append("f")
    except IndexError as e:
        log.append("I:" + type(e.__context__).__name__)
    except TypeError:
        log.append("T")
    return log


for n in range(4):
    print(f(n))
