"""Who did something to a piece, as this person may know it."""

from reviews.names import who, who_all, who_has

__all__ = ["who", "who_all", "who_has"]
