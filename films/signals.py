"""What this package tells whoever stands above it."""

from django.dispatch import Signal

# sender: Film; films: the films whose embargoes changed
embargo_changed = Signal()
# sender: Film; films: ids of films of which lists of pieces print something else now: title, year, address, colour
printed_otherwise = Signal()
# sender: the model; old, new: rows; merge: the Merge, to whose lists a receiver may add; by. Sent inside the
# transaction, when everything that referred to the old row refers to the new one.
merged = Signal()
# The same, when it was taken apart again.
unmerged = Signal()
