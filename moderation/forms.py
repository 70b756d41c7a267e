"""A field for words of people, and the form in which a moderator gives a reason."""

from django import forms
from django.utils.translation import ngettext

from accounts.text import CleanFormField, clean_text
from moderation import services
from moderation.models import Case

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


class DecisionForm(forms.Form):
    """What a moderator gives with one of the verbs of `services`."""

    version = forms.IntegerField(min_value=1)
    reason = Words(lines=True)
    public_words = Words(longest=500)

    NEEDED = {
        "claim": (),
        "take_page_down": ("reason", "public_words"),
        "hide_picture": ("reason", "image"),
        "ask_for_what_is_missing": ("reason",),
        "refuse": ("reason",),
        "lift": ("reason",),
    }

    def __init__(self, *args, case: Case, verb: str, **options):
        self.verb = verb
        super().__init__(*args, **options)
        self.fields["image"] = forms.ModelChoiceField(services.pictures_of(case), required=False)

    def clean_reason(self):
        if "reason" in self.NEEDED[self.verb] and not self.cleaned_data["reason"]:
            raise forms.ValidationError("Give your reason.")
        return self.cleaned_data["reason"]

    def clean_image(self):
        if "image" in self.NEEDED[self.verb] and not self.cleaned_data["image"]:
            raise forms.ValidationError("Choose a picture.")
        return self.cleaned_data["image"]

    @property
    def decision(self) -> dict:
        """What the verb wants to know."""
        return {name: self.cleaned_data[name] for name in ("version", *self.NEEDED[self.verb])}
