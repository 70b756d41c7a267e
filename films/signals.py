"""What this package tells whoever stands above it."""

from django.dispatch import Signal

# sender: Film; films: the films whose embargoes changed
embargo_changed = Signal()
# sender: Film or Person; old, new: rows
merged = Signal()
