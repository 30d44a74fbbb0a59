name = "a"
from . import cycle_b

late = "late"
