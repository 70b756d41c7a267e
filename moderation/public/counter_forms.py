"""A counter-notice: first the warning and the country, then what 17 U.S.C. 512(g)(3) wants said."""

from babel import Locale
from django import forms
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from moderation.counter_elements import JURISDICTION, PERJURY, SERVICE, jurisdiction_for
from moderation.forms import Words
from moderation.notices import is_signature
from moderation.public.report_form import Email

FIELDS = (
    "material", "reason", "perjury_statement", "name", "postal_address", "telephone", "email", "country",
    "consents_to_jurisdiction", "accepts_service", "signature",
)  # fmt: skip


def countries() -> list[tuple[str, str]]:
    """Codes of two letters with their names, in the order of the names."""
    named = Locale.parse(to_locale(get_language() or "en")).territories.items()
    known = [
        (code, name) for code, name in named if len(code) == 2 and code.isalpha() and code not in NO_LAND
    ]
    return sorted(known, key=lambda pair: pair[1])


NO_LAND = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}


class CountryForm(forms.Form):
    """Asked before anything of a person, since it chooses the sentence that they consent to."""

    country = forms.ChoiceField(
        label=_("The country you live in"),
        choices=lambda: [("", "–"), *countries()],
        help_text=_("It chooses the sentence about the court. Nothing is sent yet."),
        error_messages={"required": _("Choose the country you live in")},
    )

    use_required_attribute = False


class CounterForm(forms.Form):
    """Everything that the clock needs. Unlike a notice, the statute names address and telephone with no “such as”."""

    material = Words(
        label=_("What was hidden, and where it stood"),
        lines=True,
        attrs={"rows": 3},
        help_text=_("We have filled in what we know. Say more if it needs more."),
    )
    reason = Words(
        label=_("Why it was a mistake"),
        lines=True,
        attrs={"rows": 4},
        help_text=_(
            "The law does not ask for it, but it may save you a lawsuit. It goes to who complained, too."
        ),
    )
    name = Words(label=_("Full legal name"), longest=200, attrs={"autocomplete": "name"})
    postal_address = Words(
        label=_("Postal address"), lines=True, attrs={"autocomplete": "street-address", "rows": 3}
    )
    telephone = Words(label=_("Telephone"), longest=50, attrs={"type": "tel", "autocomplete": "tel"})
    email = Email(label=_("Email, if they may write to you there"))
    perjury_statement = forms.BooleanField(label=PERJURY, required=False)
    consents_to_jurisdiction = forms.BooleanField(required=False)
    accepts_service = forms.BooleanField(label=SERVICE, required=False)
    signature = Words(
        label=_("Signature"),
        longest=200,
        attrs={"autocomplete": "off"},
        help_text=_("Type your full legal name."),
    )
    country = forms.ChoiceField(choices=countries, widget=forms.HiddenInput)

    use_required_attribute = False
    NEEDED = {
        "material": _("Say what was hidden, and where it stood"),
        "name": _("Give your name"),
        "postal_address": _("Give your address: the law wants it"),
        "telephone": _("Give your telephone number: the law wants it"),
        "perjury_statement": _("Without your statement under penalty of perjury it is no counter-notice"),
        "consents_to_jurisdiction": _("Without your consent to the court it is no counter-notice"),
        "accepts_service": _("Without accepting service of process it is no counter-notice"),
    }

    def __init__(self, *args, country: str, **options):
        super().__init__(*args, **options)
        self.jurisdiction = jurisdiction_for(country)
        self.fields["consents_to_jurisdiction"].label = str(JURISDICTION[self.jurisdiction])

    def clean(self):
        said = super().clean()
        for name, sentence in self.NEEDED.items():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if "signature" not in self.errors and not is_signature(said.get("signature", "")):
            self.add_error("signature", _("Sign it by typing your name"))
        return said

    @property
    def what(self) -> list:
        return [self["material"], self["reason"]]

    @property
    def you(self) -> list:
        return [self[name] for name in ("telephone", "email")]

    @property
    def checks(self) -> list:
        return [self[name] for name in ("perjury_statement", "consents_to_jurisdiction", "accepts_service")]

    @property
    def said(self) -> dict:
        """What `services.submit_counter_notice` wants to know."""
        return {name: self.cleaned_data[name] for name in FIELDS} | {"jurisdiction": self.jurisdiction}
