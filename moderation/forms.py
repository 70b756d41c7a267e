"""The public report form."""

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.text import CleanFormField, clean_text
from moderation.models import Case
from moderation.notices import CURRENT_STATEMENTS, STATEMENTS
from moderation.reported import Page, page_at

LONGEST = 5000
Kind = Case.Kind

KINDS = {
    Kind.COPYRIGHT: (
        _("It uses my copyrighted work"),
        _("A picture, video or text you own or may act for. This is a DMCA notice."),
    ),
    Kind.CONTENT: (_("It is inappropriate"), _("Hateful, sexual, violent or harmful to someone.")),
    Kind.PERSONAL: (
        _("It is about me and it is wrong or private"),
        _("Mistakes of fact, defamation, personal details."),
    ),
    Kind.OTHER: (_("Something else"), _("A spoiler, a trademark, a page that does not work, anything.")),
}
# Anybody may say that the whole site is wrong somehow; a hateful page is one page.
NEEDS_AN_ADDRESS = {Kind.CONTENT, Kind.PERSONAL}


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


class ReportForm(forms.Form):
    """What a reader tells us. An incomplete copyright notice is a report like any other: we ask for the rest."""

    address = Words(label=_("Address of the page"), longest=1000, help_text=_("Copy it from your browser."))
    kind = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=[(kind.value, words) for kind, (words, _explanation) in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is the matter"),
            "invalid_choice": _("Choose what is the matter"),
        },
    )
    explanation = Words(
        label=_("In your own words"),
        lines=True,
        attrs={"rows": 5},
        help_text=_("What is wrong, and where on the page it is."),
    )
    work = Words(
        label=_("The work that is yours"),
        lines=True,
        attrs={"rows": 4},
        help_text=_("Name it, and link to where it can be seen if you can."),
    )
    location = Words(
        label=_("Where it appears on our page"),
        lines=True,
        attrs={"rows": 2},
        help_text=_("For example “the second picture”, or the first words of the passage."),
    )
    name = Words(label=_("Full legal name"), longest=200, attrs={"autocomplete": "name"})
    email = Words(
        label=_("Email"), longest=254, attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}
    )
    postal_address = Words(
        label=_("Postal address"), lines=True, attrs={"autocomplete": "street-address", "rows": 3}
    )
    telephone = Words(label=_("Telephone"), longest=50, attrs={"type": "tel", "autocomplete": "tel"})
    good_faith = forms.BooleanField(label=STATEMENTS[CURRENT_STATEMENTS]["good_faith"], required=False)
    accurate_and_authorised = forms.BooleanField(
        label=STATEMENTS[CURRENT_STATEMENTS]["accurate_and_authorised"], required=False
    )
    signature = Words(
        label=_("Signature"),
        longest=200,
        attrs={"autocomplete": "off"},
        help_text=_("Type your full legal name."),
    )
    website = Words(label=_("Leave this empty"), attrs={"autocomplete": "off", "tabindex": "-1"})

    use_required_attribute = False
    NOTICE = (
        "work", "location", "postal_address", "telephone", "good_faith", "accurate_and_authorised", "signature",
    )  # fmt: skip

    def __init__(self, *args, at, host="", **options):
        self.at, self.host = at, host
        super().__init__(*args, **options)

    @property
    def page(self) -> Page | None:
        """The page that the address names, whether the form is still empty or comes back."""
        typed = self["address"].value() or ""
        return page_at(typed, self.at, self.host) if typed and "address" not in self.errors else None

    @property
    def kinds(self) -> list[dict]:
        """The kinds as choices, each with its line of explanation."""
        return [
            {"input": choice, "words": words, "explanation": explanation}
            for choice, (words, explanation) in zip(self["kind"].subwidgets, KINDS.values(), strict=True)
        ]

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email:
            try:
                validate_email(email)
            except forms.ValidationError:
                raise forms.ValidationError(_("Enter an email address, like name@example.org")) from None
        return email

    def clean(self):
        said = super().clean()
        kind = said.get("kind")
        if "address" not in self.errors:
            self._find(kind, said["address"])
        if kind == Kind.COPYRIGHT:
            told = ("work", "location", "explanation")
            if not any(said.get(field) or field in self.errors for field in told):
                self.add_error("work", gettext("Tell us which work is yours, or where on our page it is"))
        elif kind and not said.get("explanation") and "explanation" not in self.errors:
            self.add_error("explanation", gettext("Tell us what is wrong, in your own words"))
        return said

    def _find(self, kind: str | None, address: str) -> None:
        # A copyright notice is kept whatever its address: the statute asks where the material is, not for a link.
        self.found = page_at(address, self.at, self.host) if address else None
        if kind == Kind.COPYRIGHT or self.found:
            return
        if address:
            sentence = gettext("We could not find that page. Check the address, or paste it again.")
            self.add_error("address", sentence)
        elif kind in NEEDS_AN_ADDRESS:
            self.add_error("address", gettext("Tell us which page it is"))

    @property
    def report(self) -> dict:
        """What `services.submit_report` wants to know."""
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "address": said["address"],
            "review": self.found and self.found.review,
            "image": self.found and self.found.image,
            "name": said["name"],
            "email": said["email"],
            "explanation": said["explanation"],
            "notice": {field: said[field] for field in self.NOTICE},
        }
