"""The fields of a piece that stand alone."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.text import SLUG_LENGTH, clean_line, validate_slug_is_free_for_use
from films.models.film import language_tag
from reviews.fields import BodyField
from reviews.forms.fields import Line, Moment, Prose, Rating, WebAddress
from reviews.forms.picking import Pick
from reviews.forms.tagging import TagsField
from reviews.models import Review, Section

# What a magazine is likely to be written in; any other tag may be typed.
LANGUAGES = [
    "en",
    "fr",
    "nl",
    "de",
    "es",
    "it",
    "pt",
    "pl",
    "cs",
    "sk",
    "ja",
    "ko",
    "zh-Hans",
    "ar",
    "fa",
    "tr",
]


class Slug(Line):
    """The last part of an address; empty: made from the headline."""

    def validate(self, value):
        super().validate(value)
        if value:
            validate_slug_is_free_for_use(value)


class Language(Line):
    def __init__(self, **given):
        widget = forms.TextInput(attrs={"list": "languages"})
        super().__init__(35, validators=[language_tag], widget=widget, **given)


class PieceForm(forms.Form):
    kind = forms.ChoiceField(choices=Review.Kind.choices)
    headline = Line(300, widget=forms.Textarea(attrs={"rows": 1, "placeholder": "Headline"}))
    short_headline = Line(120, help_text="For cards, when the headline is long.")
    dek = Line(
        400, widget=forms.Textarea(attrs={"rows": 1, "placeholder": "A sentence or two below the headline"})
    )
    body = BodyField(label="Text", required=False)
    section = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    language = Language()
    slug = Slug(SLUG_LENGTH, label="Address", help_text="Left empty: the headline’s first words.")
    rating = Rating()
    spoilers = forms.ChoiceField(choices=Review.Spoilers.choices)
    content_warning = Line(200, help_text="Strobe light, violence against animals. Left empty: none.")
    disclosure = Line(400, help_text="Screener, festival guest, press trip, friendship.")
    canonical_url = WebAddress(label="First published at", help_text="When this text stood elsewhere first.")
    first_published_where = Line(
        150, label="First ran from", help_text="The festival, when it ran there first."
    )
    translation_of = Pick("review")
    when = Moment(label="When", help_text="Left empty: at once.")
    tags = TagsField()

    tell_readers = forms.BooleanField(
        label="Tell readers it was updated",
        required=False,
        help_text="Printed with today’s date when you publish the change. Not for a spelling mistake.",
    )
    update_words = Line(200, label="What was updated", help_text="May be left empty.")
    correction = Prose(
        2000, label="What was wrong, and what is right now",
        help_text="Printed below the piece and on the page of corrections, with today’s date. It stays.",
    )  # fmt: skip

    reason = Line(300, label="Reason")
    note = Line(1000, label="Note", help_text="Kept in the history.")
    despite = Line(
        300,
        label="Why this once",
        help_text="The piece goes out all the same. The reason is kept in the history.",
    )
    copy_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    review_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    # What a state holds under the same name and in the same shape.
    ALIKE = (
        "kind", "headline", "short_headline", "dek", "body", "section", "language", "slug", "rating", "spoilers",
        "content_warning", "disclosure", "canonical_url", "first_published_where",
    )  # fmt: skip

    def __init__(self, *args, user, known, suggestions, when=None, locked=(), **given):
        super().__init__(*args, **given)
        self.fields["section"].choices = [
            ("", "Choose a section"),
            *sections_for(user, self.initial.get("section")),
        ]
        self.fields["translation_of"].knows(known)
        self.fields["tags"].knows(known, suggestions)
        self.fields["when"].kept = when
        for name in locked:
            self.fields[name].disabled = True

    @property
    def sections(self) -> list[int]:
        """Ids of the sections on offer."""
        return [pk for pk, _ in self.fields["section"].choices if pk]  # type: ignore[attr-defined]  # of choices

    def clean_reason(self):
        return clean_line(self.cleaned_data["reason"])

    def clean_language(self):
        if not self.cleaned_data["language"]:
            raise ValidationError("Say in which language the piece is, like “en”.")
        return self.cleaned_data["language"]


def sections_for(user, current: int | None) -> list[tuple[int, str]]:
    """All of them, or those an editor is limited to and the one the piece has: moving it away would lose it."""
    mine = {section.pk for section in user.sections.all()}
    rows = Section.objects.values_list("pk", "name")
    return [(pk, name) for pk, name in rows if not mine or pk in mine or pk == current]
