"""A field for words of people."""

from django import forms
from django.utils.translation import ngettext

from accounts.text import CleanFormField, clean_text

LONGEST = 5000


class Words(CleanFormField):
    """Text of readers. What is too long comes back whole, with a sentence: a browser would cut it in silence."""

    def __init__(self, *, longest=LONGEST, lines=False, **options):
        self.longest = longest
        widget = (
            forms.Textarea(attrs=options.pop("attrs", {}))
            if lines
            else forms.TextInput(options.pop("attrs", {}))
        )
        if lines:
            options["cleaner"] = clean_text
        super().__init__(widget=widget, required=False, **options)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                ngettext(
                    "Use %(longest)d character at most. This has %(length)d.",
                    "Use %(longest)d characters at most. This has %(length)d.",
                    self.longest,
                ),
                params={"longest": self.longest, "length": len(value)},
            )
