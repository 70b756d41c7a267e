"""Fields for what people type into the writing form: each refuses in a sentence, and keeps what was typed."""

import re
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.template.loader import render_to_string

from accounts.text import CleanFormField, clean_line, clean_text, refuse_unstorable
from reviews.clocks import FOLDS, comes_twice, in_zone, typed, wall_clock, zone_name
from reviews.models.review import HALF_STARS

ADDRESS = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)


class Line(CleanFormField):
    """Text of at most `limit` characters, on one line; `cleaner=clean_text` for several."""

    def __init__(self, limit: int, **given):
        self.limit = limit
        super().__init__(**{"required": False, "cleaner": clean_line} | given)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(
                f"This is {len(value):,} characters. Keep it under {self.limit:,}.", code="too_long"
            )


class Prose(Line):
    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, limit: int = 2000, **given):
        super().__init__(limit, cleaner=clean_text, **given)


WHOLE_ADDRESS = "Write a whole address, like https://example.org/page."


class WebAddress(forms.URLField):
    default_error_messages = {"invalid": WHOLE_ADDRESS}

    def __init__(self, **given):
        super().__init__(**{"required": False, "max_length": 500, "assume_scheme": "https"} | given)
        self.validators = [
            *(v for v in self.validators if not isinstance(v, URLValidator)),
            URLValidator(schemes=["http", "https"], message=WHOLE_ADDRESS),
        ]

    def to_python(self, value):
        return super().to_python(clean_line(value or ""))


def stars(half_stars: int) -> str:
    whole, half = divmod(half_stars, 2)
    words = f"{whole or ''}{'½' if half else ''}" or "0"
    return f"{words} star" if half_stars in (1, 2) else f"{words} stars"


class Rating(forms.TypedChoiceField):
    """Half stars, 0 to 10; None for no rating."""

    def __init__(self, **given):
        choices = [("", "No rating"), *((n, stars(n)) for n in range(HALF_STARS + 1))]
        super().__init__(
            **{"required": False, "choices": choices, "coerce": int, "empty_value": None} | given
        )


class ClockInput(forms.DateTimeInput):
    """A date and time; where an hour comes twice, it asks which. `zone`: where the clock hangs, "" for ours."""

    input_type = "datetime-local"
    template_name = "admin/writing/moment.html"
    zone = ""

    def value_from_datadict(self, data, files, name):
        text = data.get(name, "")
        which = data.get(f"{name}_which", "")
        return f"{text} {which}" if which in FOLDS and comes_twice(text, self.zone) else text

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        text = str(value or "")
        clock, _, which = text.rpartition(" ") if text.endswith(FOLDS) else (text, "", "")
        context["widget"] |= {"value": clock, "which": which, "hours": comes_twice(clock, self.zone)}
        context["zone"] = {"name": self.zone or settings.TIME_ZONE, "city": zone_name(self.zone)}
        return context

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)


class Moment(forms.Field):
    """A date and time in the magazine's zone, to the minute; an aware moment, or None for an empty field."""

    widget = ClockInput
    kept: datetime | None = None  # what the field began with: never judged again

    def __init__(self, **given):
        super().__init__(**{"required": False} | given)

    def prepare_value(self, value):
        return typed(value) if isinstance(value, datetime) else value

    def to_python(self, value):
        if isinstance(value, datetime):
            return value
        text = clean_line(value or "")
        if not text:
            return None
        if self.kept and text == self.prepare_value(self.kept):
            return self.kept
        clock, fold = wall_clock(text)
        return in_zone(clock, settings.TIME_ZONE, fold)


class Handles(forms.CharField):
    """Pairs of a handle and its address, one pair a line."""

    def __init__(self, **given):
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 3})} | given)
        self.validators = []

    def prepare_value(self, value):
        return "\n".join(" ".join(pair) for pair in value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        refuse_unstorable(value or "")
        lines = [line for raw in (value or "").splitlines() if (line := clean_line(raw))]
        return [self._pair(line) for line in lines[:20]]

    @staticmethod
    def _pair(line: str) -> list[str]:
        handle, _, address = line.rpartition(" ")
        if not handle or not ADDRESS.match(address) or len(line) > 300:
            raise ValidationError(
                f"“{line[:60]}”: write a handle, a space and its address, like “@ann https://example.org/@ann”."
            )
        return [handle, address]

    def has_changed(self, initial, data):
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True
