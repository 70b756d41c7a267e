"""Who did something to a piece, as this person may know it."""

from reviews.names import who

__all__ = ["who"]
