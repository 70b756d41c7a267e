"""Fields for words of people, and for their files."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.text import CleanFormField, clean_text
from moderation import papers
from moderation.reported import PAGES_AT_MOST, lines_of

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


class Addresses(Words):
    """The other pages that a report names, one a line, beside its first."""

    def __init__(self, **options):
        super().__init__(lines=True, longest=PAGES_AT_MOST * 200, attrs={"rows": 2}, **options)

    def clean(self, value):
        return "\n".join(lines_of(super().clean(value)))

    def validate(self, value):
        super().validate(value)
        count = 1 + len(lines_of(value))
        if count > PAGES_AT_MOST:
            raise forms.ValidationError(
                ngettext(
                    "One report takes %(most)d page, and this names %(count)d. Put the others into a second one.",
                    "One report takes %(most)d pages, and this names %(count)d. Put the others into a second one.",
                    PAGES_AT_MOST,
                ),
                params={"most": PAGES_AT_MOST, "count": count},
            )


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__({"accept": ".pdf,.png,.jpg,.jpeg,.txt,.eml"})


class Papers(forms.Field):
    """Files to be kept with a case; none is an answer, too. What is refused is named, with the reason."""

    widget = SeveralFiles
    default_error_messages = {"again": _("Choose the files again: a browser forgets them.")}

    def __init__(self, **options):
        told = _("PDF, PNG, JPEG or plain text; at most five, of 5 MB each. Only moderators see them.")
        super().__init__(**{"required": False, "help_text": told} | options)

    def clean(self, value):
        files = list(value or [])
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"])
        try:
            papers.check(files)
        except papers.NotAPaper as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return files


class WithPapers:
    """For forms with a field `papers`: who has chosen some and gets the form back is told that they are gone."""

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.errors and "papers" not in self.errors and self.cleaned_data.get("papers"):
            self.add_error("papers", self.fields["papers"].error_messages["again"])
