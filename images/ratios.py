"""The shapes of pictures. A ratio is width divided by height.

A page may not carry inline styles, so a frame finds its shape through one of a fixed list of classes:
the stylesheet has one rule for each entry of `RATIOS`.
"""

import math

# Hundredths, narrow to wide. The cinema's own ratios are all here, so that a still keeps its exact shape.
RATIOS = (
    *(25, 33, 50, 56, 67, 75, 80, 90, 100, 112, 120, 125, 133, 137, 150, 160, 166, 175, 178, 185, 200),
    *(210, 220, 235, 239, 255, 276, 300, 350, 400),
)

# What a projectionist would call it, and how far a frame grab may miss it before the name would be a guess.
NAMED = (1.33, 1.37, 1.66, 1.78, 1.85, 2.00, 2.39)
TOLERANCE = 0.015

# Up to this ratio a picture stands beside its headline; wider ones take the full width above it.
BESIDE_UP_TO = 1.5


def class_for(ratio: float) -> str:
    """The class of the nearest listed shape, such as `r-166`.

    Nearest by proportion, not by difference: 0.25 and 0.33 are as far apart to the eye as 3.00 and 4.00.
    """
    nearest = min(RATIOS, key=lambda hundredths: abs(math.log(hundredths / 100 / ratio)))
    return f"r-{nearest:03}"


def name_for(ratio: float) -> str:
    """As "1.66:1" for a picture within 1.5 % of a ratio films are shot in, else an empty string."""
    nearest = min(NAMED, key=lambda named: abs(ratio / named - 1))
    return f"{nearest:.2f}:1" if abs(ratio / nearest - 1) <= TOLERANCE else ""


def shape_for(ratio: float) -> str:
    return "beside" if ratio <= BESIDE_UP_TO else "stacked"
