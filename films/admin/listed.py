"""Lists of short words, which a form shows as one line or as one a line."""

import re
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from accounts.text import clean_line, refuse_unstorable

AT_MOST = 60


class Listed(forms.CharField):
    """`check`: called with each word; raises ValidationError. `by_line`: for names, which may hold commas."""

    def __init__(
        self, *, check: Callable[[str], str] = clean_line, by_line: bool = False, limit: int = 200, **given
    ):
        widget = (
            forms.Textarea(attrs={"rows": 3}) if by_line else forms.TextInput(attrs={"class": "vTextField"})
        )
        super().__init__(**{"required": False, "widget": widget} | given)
        self.check, self.by_line, self.limit = check, by_line, limit
        self.validators = []

    def prepare_value(self, value):
        return ("\n" if self.by_line else ", ").join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        refuse_unstorable(value or "")
        parts = re.split(r"[\r\n]+" if self.by_line else r"[,\s]+", value or "")
        words = [self.check(word) for part in parts if (word := clean_line(part))]
        if len(words) > AT_MOST:
            raise ValidationError(f"These are {len(words)}. {AT_MOST} are enough.")
        for word in words:
            if len(word) > self.limit:
                raise ValidationError(
                    f"“{word[:40]}…” is {len(word):,} characters. Keep each under {self.limit}."
                )
        return list(dict.fromkeys(words))

    def has_changed(self, initial, data):
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True


def country(code: str) -> str:
    if not re.fullmatch(r"[a-zA-Z]{2}", code):
        raise ValidationError(f"“{code[:20]}” is not a country code. Use two letters, like BE.")
    return code.upper()


def language(tag: str) -> str:
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", tag):
        raise ValidationError(f"“{tag[:20]}” is not a language tag. Use tags like nl or zh-Hant.")
    return tag
