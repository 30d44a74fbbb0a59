try:
    raise KeyboardInterrupt
except Exception:
    print("no")
except BaseException as error:
    print("base", repr(error))
