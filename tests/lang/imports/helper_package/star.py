__all__ = ["visible"]
visible = "star import"
hidden = "not exported"
_private = "nor this"
