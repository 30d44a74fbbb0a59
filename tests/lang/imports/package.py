import helper_package
from helper_package import value, sub
from helper_package.sub import name, parent_value
import helper_package.sub as again
from helper_package.star import *
print(helper_package.value, value, sub.name, name, parent_value, again is sub, helper_package.__name__, sub.__name__, sub.__package__, visible, "hidden" in globals(), "_private" in globals())
import helper_package.deep.inner as inner
print(inner.up, inner.__name__, helper_package.deep.inner is inner)
helper_package.value = "changed"
from helper_package import value as v2
print(value, v2, helper_package.get())
try:
    from helper_package import missing
except ImportError as error:
    print(str(error).split(" (")[0])
