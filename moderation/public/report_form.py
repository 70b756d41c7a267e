"""The public form: what is wrong, and then what that asks for."""

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.forms import Addresses, Words
from moderation.models import Case
from moderation.public.kinds import CHOICES, SAYS, STATEMENT_OF, Choice, kind_named
from moderation.reported import Page, page_at
from moderation.services.intake import NOTICE, WAITS_FOR_A_CLICK

Kind = Case.Kind
DESCRIBED = ("explanation", "work", "location")


class Email(Words):
    def __init__(self, **options):
        attrs = {"type": "email", "autocomplete": "email", "inputmode": "email"}
        super().__init__(longest=254, attrs=attrs, **options)

    def validate(self, value):
        super().validate(value)
        if value:
            try:
                validate_email(value)
            except forms.ValidationError:
                raise forms.ValidationError(_("Enter an email address, like name@example.org")) from None


class KindForm(forms.Form):
    """The first step: which page, and what is wrong with it. Nothing is sent by it."""

    address = Words(label=_("Address of the page"), longest=1000, help_text=_("Copy it from your browser."))
    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(kind, choice.words) for kind, choice in CHOICES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong"), "invalid_choice": _("Choose what is wrong")},
    )

    use_required_attribute = False

    @property
    def kinds(self) -> list[dict]:
        """The kinds as choices, each with its line of explanation."""
        offered = zip(self["kind"].subwidgets, CHOICES.values(), strict=True)
        return [{"input": box, "words": one.words, "explanation": one.explanation} for box, one in offered]


class ReportForm(forms.Form):
    """The second step. An incomplete copyright notice is a report like any other: we ask for the rest."""

    address = Words(label=_("Address of the page"), longest=1000, help_text=_("Copy it from your browser."))
    more_addresses = Addresses(label=_("Other pages it is on"), help_text=_("One address a line."))
    explanation = Words(
        label=_("In your own words"), lines=True, attrs={"rows": 5}, help_text=_("What is wrong, and why.")
    )
    work = Words(
        label=_("The work"),
        lines=True,
        attrs={"rows": 4},
        help_text=_("Name it, and link to where it can be seen if you can. Several works: one a line."),
    )
    location = Words(
        label=_("Where it is on our page"),
        lines=True,
        attrs={"rows": 2},
        help_text=_("For example “the second picture”, or the first words of the passage."),
    )
    name = Words(label=_("Name"), longest=200, attrs={"autocomplete": "name"})
    organisation = Words(label=_("Organisation"), longest=200, attrs={"autocomplete": "organization"})
    email = Email(label=_("Email"))
    postal_address = Words(
        label=_("Postal address"), lines=True, attrs={"autocomplete": "street-address", "rows": 3}
    )
    telephone = Words(label=_("Telephone"), longest=50, attrs={"type": "tel", "autocomplete": "tel"})
    good_faith = forms.BooleanField(label=SAYS["accurate"], required=False)
    accurate_and_authorised = forms.BooleanField(label=SAYS["accurate_and_authorised"], required=False)
    signature = Words(
        label=_("Signature"),
        longest=200,
        attrs={"autocomplete": "off"},
        help_text=_("Type your full legal name."),
    )
    website = Words(label=_("Leave this empty"), attrs={"autocomplete": "off", "tabindex": "-1"})

    use_required_attribute = False

    def __init__(self, *args, kind: str, at, host="", **options):
        self.kind, self.at, self.host = kind, at, host
        super().__init__(*args, **options)
        for name in set(self.fields) - {*self.choice.fields, "website"}:
            del self.fields[name]
        self.order_fields(self.choice.fields)
        for name, label in self.choice.labels.items():
            self.fields[name].label = str(label)
        for name, hint in self.choice.hints.items():
            self.fields[name].help_text = str(hint)
        if kind in STATEMENT_OF:
            self.fields["good_faith"].label = str(STATEMENT_OF[kind])

    @property
    def choice(self) -> Choice:
        return CHOICES[self.kind]

    def _those(self, names) -> list:
        return [self[name] for name in names if not isinstance(self.fields[name], forms.BooleanField)]

    @property
    def matter(self) -> list:
        return self._those(self.choice.matter)

    @property
    def you(self) -> list:
        return self._those(name for name in self.choice.you if name != "postal_address")

    @property
    def home(self) -> list:
        return self._those(name for name in self.choice.you if name == "postal_address")

    @property
    def checks(self) -> list:
        return [
            self[name] for name in self.choice.statements if isinstance(self.fields[name], forms.BooleanField)
        ]

    @property
    def signs(self) -> list:
        return self._those(self.choice.statements)

    @property
    def page(self) -> Page | None:
        """The page that the address names, whether the form is still empty or comes back."""
        typed = self["address"].value() or ""
        return page_at(typed, self.at, self.host) if typed and "address" not in self.errors else None

    def clean(self):
        said = super().clean()
        if "address" not in self.errors:
            self._find(said["address"])
        told = [name for name in DESCRIBED if name in self.fields]
        enough = told if self.choice.kept else ["explanation"]
        if self.kind in {Kind.INTIMATE, Kind.CHILD_SAFETY}:
            enough.append("address")  # the page alone tells where to look
        if not any(said.get(name) or name in self.errors for name in enough):
            if self.kind == Kind.COPYRIGHT:
                self.add_error("work", gettext("Tell us which work is yours, or where on our page it is"))
            else:
                self.add_error("explanation", gettext("Tell us what is wrong, in your own words"))
        return said

    def _find(self, address: str) -> None:
        # What must not be lost is kept whatever its address: the statute asks where it is, not for a link.
        self.found = page_at(address, self.at, self.host) if address else None
        if self.choice.kept or self.found:
            return
        if address:
            sentence = gettext("We could not find that page. Check the address, or paste it again.")
            self.add_error("address", sentence)
        elif self.choice.needs_a_page:
            self.add_error("address", gettext("Tell us which page it is"))

    @property
    def report(self) -> dict:
        """What `services.submit_report` wants to know."""
        said = self.cleaned_data
        words = ("address", "more_addresses", "name", "organisation", "email", "explanation")
        return {
            "kind": self.kind,
            "host": self.host,
            "review": self.found and self.found.review,
            "image": self.found and self.found.image,
            **{name: said.get(name, "") for name in words},
            "notice": {name: said[name] for name in NOTICE if name in said},
            "confirmed": not said.get("email") or self.kind not in WAITS_FOR_A_CLICK,
        }


def kind_of(request) -> str:
    """What was chosen, by the address or by the form; empty when nothing was, or nothing that there is."""
    return kind_named(request.POST.get("kind", "") or request.GET.get("kind", ""))
