"""What this package tells whoever stands above it."""

from django.dispatch import Signal

# sender: Image; image: the row; was, now: when its licence ended and ends (aware, or None for never).
# Sent inside the transaction of the save, of a new picture's only when its licence has an end.
rights_changed = Signal()
