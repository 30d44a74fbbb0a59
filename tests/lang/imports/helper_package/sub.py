from . import value as parent_value

name = "sub name"
