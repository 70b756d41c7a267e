"""Words that run to the left among words that run to the right, put in the order in which an eye sees them.

The part of Unicode's rule (UAX 9) that a headline needs: no marks that force a direction, no nesting.
"""

import unicodedata

OPENING, CLOSING = "([{«", ")]}»"


def runs_left(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in {"R", "AL", "AN"}


def starts_left(text: str) -> bool:
    """Whether it runs as a whole to the left, as its first letter does."""
    letters = (sign for sign in text if runs_left(sign) or unicodedata.bidirectional(sign) == "L")
    return runs_left(next(letters, " "))


def directions(text: str, leftward: bool) -> list[bool]:
    """For each sign whether it runs to the left, in a text that as a whole does or does not."""
    strong: list[bool | None] = []
    last = leftward
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "L" or runs_left(sign):
            last = kind != "L"
        strong.append(last if kind in {"L", "EN"} or runs_left(sign) else None)
    for start, end in _brackets(text):
        inside = {way for way in strong[start + 1 : end] if way is not None}
        before = next((way for way in reversed(strong[:start]) if way is not None), leftward)
        against = inside == {not leftward} and before is not leftward
        strong[start] = strong[end] = leftward is not against
    return [_decided(strong, place, leftward) for place in range(len(text))]


def in_sight(stretches: list, leftward: bool) -> list:
    """Stretches of a line, each with `to_left`, from the left as they stand on it."""
    seen: list = []
    turned: list = []
    for stretch in stretches:
        if stretch.to_left is leftward:
            seen += [*turned, stretch]
            turned = []
        else:
            turned.insert(0, stretch)
    seen += turned
    return seen[::-1] if leftward else seen


def _brackets(text: str) -> list[tuple[int, int]]:
    open_ones: list[tuple[int, int]] = []
    pairs = []
    for place, sign in enumerate(text):
        if sign in OPENING:
            open_ones.append((place, OPENING.index(sign)))
        elif sign in CLOSING and open_ones and open_ones[-1][1] == CLOSING.index(sign):
            pairs.append((open_ones.pop()[0], place))
    return sorted(pairs)


def _decided(strong: list[bool | None], place: int, leftward: bool) -> bool:
    """What has no direction of its own goes with its neighbours where they agree, else with the whole."""
    way = strong[place]
    if way is not None:
        return way
    before = next((other for other in reversed(strong[:place]) if other is not None), leftward)
    after = next((other for other in strong[place:] if other is not None), leftward)
    return before if before is after else leftward
