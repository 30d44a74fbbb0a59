import sys
import math
print(sys.modules["math"] is math, "sys" in sys.modules, sys.modules["__main__"].__name__)
sys.modules["fake"] = type(sys)("fake")
import fake
fake.x = 5
from fake import x
print(fake, x, fake.__name__)
del sys.modules["fake"]
try:
    import fake
except ModuleNotFoundError as error:
    print(error)
print(type(math).__name__, hasattr(math, "pi"), math.__doc__ is not None)
sys.modules["blocked"] = None
try:
    import blocked
except ImportError as error:
    print(error)
