"""What differs outside the text: fields told in words, lists by what was added, taken away, changed or moved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviews.comparing.names import Names, moment
from reviews.comparing.words import ADDED, CHANGED, REMOVED, SAME, Budget, Fact, Line, Span, compare_words
from reviews.models import Authorship, PictureUse, Review, Subject

PROSE = {
    "headline": "Headline", "short_headline": "Short headline", "dek": "Dek", "content_warning": "Content warning",
    "disclosure": "Disclosure", "first_published_where": "First ran from",
}  # fmt: skip
VALUES = {
    "kind": "Kind", "section": "Section", "rating": "Rating", "spoilers": "Spoilers", "when": "When",
    "language": "Language", "slug": "Address", "canonical_url": "First published at",
    "translation_of": "Translation of",
}  # fmt: skip
LISTS = {
    "subjects": "Films", "authors": "Byline", "tags": "Tags", "pictures": "Pictures",
    "links": "Around the Internet", "pins": "In “More about”",
}  # fmt: skip


@dataclass
class Row:
    """A row of a list: what makes it the same row, what it is called, and what may change about it."""

    key: tuple
    title: str
    details: dict[str, str] = field(default_factory=dict)


def field_changes(
    old: dict, new: dict, names: Names, budget: Budget
) -> Iterator[tuple[str, str, list[Line]]]:
    """(name, label, lines) of each field but the text; no lines where nothing differs."""
    for name, label in PROSE.items():
        spans = compare_words(old[name], new[name], budget) if old[name] != new[name] else []
        yield name, label, [Line(CHANGED, "", spans)] if spans else []
    for name, label in VALUES.items():
        before, after = _value(name, old[name], names), _value(name, new[name], names)
        yield name, label, [Line(CHANGED, "", _replaced(before, after))] if old[name] != new[name] else []
    for name, label in LISTS.items():
        if old[name] == new[name]:
            yield name, label, []
        else:
            yield name, label, _lists(_rows(name, old[name], names), _rows(name, new[name], names), budget)


def _replaced(before: str, after: str) -> list[Span]:
    if not (before and after):
        return [Span(ADDED if after else REMOVED, before or after)]
    return [Span(REMOVED, before), Span(SAME, " → "), Span(ADDED, after)]


def _value(name: str, value, names: Names) -> str:
    match name:
        case "section":
            return names.of("section", value)
        case "translation_of":
            return names.of("review", value)
        case "rating":
            return stars(value)
        case "when":
            return moment(value) or "at once"
        case "kind":
            return label_of(Review.Kind, value)
        case "spoilers":
            return label_of(Review.Spoilers, value)
    return value


def stars(half_stars: int | None) -> str:
    return "no rating" if half_stars is None else f"{half_stars / 2:g} of 5 stars"


def label_of(choices, value: str) -> str:
    return dict(choices.choices).get(value, value)


def _rows(name: str, entries: list, names: Names) -> list[Row]:
    rows = [_ROW[name](entry, names) for entry in entries]
    seen: Counter[tuple] = Counter()
    for row in rows:
        seen[row.key] += 1
        row.key = (*row.key, seen[row.key])
    return rows


def _subject(entry: dict, names: Names) -> Row:
    title = names.of("film", entry["film"]) or entry["work"] or "A film that is not named yet"
    details = {"Treatment": label_of(Subject.Treatment, entry["treatment"]), "Rating": stars(entry["rating"])}
    return Row((entry["film"], entry["work"]), title, details)


def _author(entry: dict, names: Names) -> Row:
    details = {
        "Credit": label_of(Authorship.Credit, entry["credit"]),
        "Role": entry["role"],
        "Place": entry["place"],
    }
    return Row((entry["contributor"],), names.of("contributor", entry["contributor"]), details)


def _picture(entry: dict, names: Names) -> Row:
    details = {
        "Place": label_of(PictureUse.Place, entry["place"]),
        "Alternative text": "none, it is decorative" if entry["decorative"] else entry["alt"],
        "Caption": entry["caption"],
    }
    return Row((entry["image"],), names.of("image", entry["image"]), details)


def _link(entry: dict, names: Names) -> Row:
    details = {"Title": entry["title"], "Source": entry["source"], "Language": entry["language"]}
    return Row((entry["url"],), entry["url"], details)


def _pin(entry: dict, names: Names) -> Row:
    return Row(
        (entry["review"],),
        names.of("review", entry["review"]),
        {"Shows": "never" if entry["exclude"] else "first"},
    )


_ROW = {
    "subjects": _subject, "authors": _author, "pictures": _picture, "links": _link, "pins": _pin,
    "tags": lambda pk, names: Row((pk,), names.of("tag", pk)),
}  # fmt: skip


def _lists(old: list[Row], new: list[Row], budget: Budget) -> list[Line]:
    before, after = {row.key: row for row in old}, {row.key: row for row in new}
    lines = []
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            lines.append(Line(REMOVED, "", [Span(REMOVED, before[key].title)]))
        elif key not in before:
            row = after[key]
            facts = [Fact(label, [Span(ADDED, text)]) for label, text in row.details.items() if text]
            lines.append(Line(ADDED, "", [Span(ADDED, row.title)], facts))
        elif facts := list(_details(before[key].details, after[key].details, budget)):
            lines.append(Line(CHANGED, "", [Span(SAME, after[key].title)], facts))
    order = [[row.title for row in rows if row.key in before and row.key in after] for rows in (old, new)]
    keys = [[row.key for row in rows if row.key in before and row.key in after] for rows in (old, new)]
    if keys[0] != keys[1]:
        lines.append(Line(CHANGED, "Order", _replaced(", ".join(order[0]), ", ".join(order[1]))))
    return lines


def _details(old: dict[str, str], new: dict[str, str], budget: Budget) -> Iterator[Fact]:
    for label, text in new.items():
        if text != old[label]:
            yield Fact(label, compare_words(old[label], text, budget))
