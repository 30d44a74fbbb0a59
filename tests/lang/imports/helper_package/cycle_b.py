from . import cycle_a

seen = (cycle_a.name, hasattr(cycle_a, "late"))
