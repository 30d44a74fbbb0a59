from .. import value
from ..sub import name

up = value + " and " + name
