"""What text people may give us: cleaned on every way in, folded for finding, shortened into addresses."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

# Overrides and isolates can make a line read other than it is stored. The plain marks (200E, 200F, 061C)
# stay: right-to-left writing needs them.
BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
CONTROLS = "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff"
# Marks without a width: nobody types them when looking for a word.
INVISIBLE = "\xad\u061c\u200b-\u200f\u2060"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
NOT_TEXT = re.compile(f"[{BIDI_CONTROLS}{CONTROLS}]")
NOT_LOOKED_FOR = re.compile(f"[{BIDI_CONTROLS}{CONTROLS}{INVISIBLE}]")

# Names that our own addresses use.
SYSTEM_SLUGS = frozenset(
    {
        "about", "admin", "api", "archive", "colours", "contributors", "corrections", "dispatches", "dmca",
        "feed", "feeds", "festivals", "features", "films", "healthz", "interviews", "masthead", "new",
        "news", "page", "people", "pictures", "preview", "report", "reviews", "robots", "search",
        "sections", "sitemap", "static", "tags", "transparency", "videos",
    }
)  # fmt: skip
SLUG_LENGTH = 100


def refuse_unstorable(text: str) -> None:
    """Raise ValidationError for NUL and lone surrogates, which no database can hold as text."""
    if found := UNSTORABLE.search(text):
        raise ValidationError(
            "Character %(position)d (%(name)s) cannot be stored. Delete it and try again.",
            code="unstorable",
            params={"position": found.start() + 1, "name": f"U+{ord(found[0]):04X}"},
        )


def clean_text(text: str) -> str:
    """Text of many lines: NFC, line ends as \\n, no control or bidirectional-override characters.

    Raises ValidationError where nothing storable could be made of it (see `refuse_unstorable`).
    """
    refuse_unstorable(text)
    text = NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Last: an accent may meet its letter only once the character between them is gone.
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """As `clean_text`, on one line and without spaces at the ends."""
    return " ".join(clean_text(text).split())


# Letters that no rule of Unicode takes apart, as a keyboard without them writes them.
PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Signs that are set in many shapes and typed in one: "Visitors’ Book" is found by "visitors' book".
PLAIN_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‒–—―−", "-")
)


def fold(text: str) -> str:
    """For finding: no case, no accents, plain signs, single spaces. "Amélie  POULAIN’S" becomes "amelie poulain's".

    Folding folded text changes nothing, and cleaning text first makes no difference.
    """
    text = NOT_LOOKED_FOR.sub("", text.replace("\r", "\n"))
    if text.isascii():
        return " ".join(text.casefold().split())
    # Twice: "℃" has a capital letter only once it is taken apart, and some letters come apart when folded.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(plain.translate(PLAIN_LETTERS | PLAIN_SIGNS).split())


SIGNS = {"+": "-plus", "#": "-sharp", "&": " and ", "½": "-half", "@": " at ", "%": " percent"}


def slug_for(name: str, fallback: str = "untitled") -> str:
    """An address part for a name, never empty and never one of our own words.

    Latin letters lose their accents; other scripts stay as they are; names of signs alone ("...", "🎬")
    are spelt by their Unicode names.
    """
    spelt = "".join(SIGNS.get(character, character) for character in name)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c) or ord(c) > 0x36F
    )
    slug = slugify(unicodedata.normalize("NFC", plain), allow_unicode=True)
    if not slug:
        names = " ".join(unicodedata.name(character, "") for character in name.strip()[:4])
        slug = slugify(names) or slugify(fallback) or "untitled"
    slug = slug[:SLUG_LENGTH].strip("-_")
    return f"{slug}-1" if slug in SYSTEM_SLUGS else slug


def free_slug(queryset, slug: str, field: str = "slug") -> str:
    """`slug`, or the first of `slug-2`, `slug-3`... that no row of `queryset` holds."""
    stem = slug[: SLUG_LENGTH - 5]
    taken = set(queryset.filter(**{f"{field}__startswith": stem}).values_list(field, flat=True))
    if slug not in taken:
        return slug
    return next(candidate for n in range(2, len(taken) + 3) if (candidate := f"{stem}-{n}") not in taken)


def validate_slug_is_free_for_use(slug: str) -> None:
    if slug in SYSTEM_SLUGS:
        raise ValidationError(
            "“%(slug)s” is an address of the site itself. Choose another.",
            code="system_slug",
            params={"slug": slug},
        )
    if not re.fullmatch(r"[-\w]+", slug):
        raise ValidationError("Use letters, digits and hyphens only.", code="invalid")


class CleanFormField(forms.CharField):
    def __init__(self, *, cleaner=clean_line, **kwargs):
        self.cleaner = cleaner
        super().__init__(**kwargs)
        # Our own sentence says where the character stands.
        self.validators = [
            v for v in self.validators if v.__class__.__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value):
        value = super().to_python(value)
        return self.cleaner(value) if value else value


class CleanModelField:
    cleaner = staticmethod(clean_line)

    def to_python(self, value):
        value = super().to_python(value)
        return self.cleaner(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        # The last door before the database: scripts and importers do not call full_clean().
        value = super().get_prep_value(value)
        return self.cleaner(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = self.cleaner(value)
            setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CleanFormField, "cleaner": self.cleaner} | kwargs)


class LineField(CleanModelField, models.CharField):
    """One line of text that people type."""

    def formfield(self, **kwargs):
        if self.choices:
            return models.CharField.formfield(self, **kwargs)
        return super().formfield(**kwargs)


class ProseField(CleanModelField, models.TextField):
    """Text of several lines that people type."""

    cleaner = staticmethod(clean_text)


class SlugField(models.SlugField):
    """An address part, unique, in any script."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": SLUG_LENGTH, "allow_unicode": True, "unique": True} | kwargs)
        # Django sets the first one itself once any script is allowed, so the class cannot say it.
        self.validators = [validate_slug_is_free_for_use, *self.validators[1:]]
