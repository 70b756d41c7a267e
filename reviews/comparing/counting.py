"""How many words came and went: counted once, when a revision is made."""

from collections import Counter

from reviews import body


def changed_words(old: str, new: str) -> tuple[int, int]:
    """Words that the second text has more than the first, and fewer. Words that only moved count as neither."""
    before, after = _words(old), _words(new)
    return (after - before).total(), (before - after).total()


def _words(html: str) -> Counter[str]:
    text = body.plain_text(html)
    return Counter(body.WORD.findall(body.UNSPACED.sub(" ", text))) + Counter(body.UNSPACED.findall(text))
