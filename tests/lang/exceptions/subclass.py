class AppError(Exception):
    """Base."""

    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


class NotFound(AppError):
    def __str__(self):
        return f"not found: {self.args[0]} ({self.code})"


try:
    raise NotFound("thing", code=404)
except AppError as error:
    print(error, repr(error), error.args, error.code, isinstance(error, NotFound))
try:
    raise AppError("plain")
except NotFound:
    print("wrong")
except AppError as error:
    print("right", error)
class Multi(KeyError, AttributeError):
    pass
for t in (KeyError, AttributeError, LookupError):
    try:
        raise Multi("m")
    except t as error:
        print(t.__name__, error)
