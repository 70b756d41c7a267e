"""What the sender of a report can still say on its page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms import Papers, WithPapers, Words
from moderation.models import Case, LegalAction
from moderation.notices import Element
from moderation.public.report_form import STATEMENT_OF, ReportForm
from moderation.services.intake import NOTICE

# Which fields give an element of the law; the clauses of 512(c)(3)(A) and, in letters, of the TAKE IT DOWN Act.
FIELDS_OF = {
    "ii": ("work",),
    "iii": ("location",),
    "iv": ("postal_address", "telephone"),
    "v": ("good_faith",),
    "vi": ("accurate_and_authorised",),
    "i": ("signature",),
    "a": ("signature",),
    "b": ("location",),
    "c": ("good_faith",),
    "d": ("postal_address", "telephone"),
}
OFFERED = (
    "work",
    "location",
    "postal_address",
    "telephone",
    "good_faith",
    "accurate_and_authorised",
    "signature",
)


class CompleteForm(WithPapers, forms.Form):
    """What is missing, and nothing that is there; and words, whatever is missing."""

    answer = Words(label=_("Your answer"), lines=True, attrs={"rows": 4})
    papers = Papers(label=_("Files, if you have any"))

    use_required_attribute = False

    def __init__(self, *args, kind: str, missing: list[Element], **options):
        super().__init__(*args, **options)
        if kind == Case.Kind.CHILD_SAFETY:
            del self.fields["papers"]
        asked = {name for element in missing for name in FIELDS_OF[element.clause]}
        for name in OFFERED:
            if name in asked:
                self.fields[name] = ReportForm.base_fields[name].__deepcopy__({})
        if "good_faith" in asked and kind in STATEMENT_OF:
            self.fields["good_faith"].label = str(STATEMENT_OF[kind])
        if asked:
            self.fields["answer"].label = _("Anything else")
        self.order_fields(
            [*(name for name in OFFERED if name != "signature"), "answer", "papers", "signature"]
        )

    @property
    def words(self) -> list:
        apart = {"papers", "good_faith", "accurate_and_authorised", "signature"}
        return [self[name] for name in self.fields if name not in apart]

    @property
    def checks(self) -> list:
        return [self[name] for name in ("good_faith", "accurate_and_authorised") if name in self.fields]

    def clean(self):
        said = super().clean()
        if not any(said.values()) and not self.errors:
            self.add_error("answer", _("Write something first, or fill in what is missing"))
        return said

    @property
    def said(self) -> dict:
        """What `services.complete` wants to know."""
        return {
            "notice": {name: said for name, said in self.cleaned_data.items() if name in NOTICE},
            "explanation": self.cleaned_data["answer"],
            "files": self.cleaned_data.get("papers", []),
        }


class AppealForm(forms.Form):
    text = Words(
        label=_("Why you object"),
        lines=True,
        attrs={"rows": 5},
        help_text=_("What we have overlooked, or weighed wrongly."),
    )

    use_required_attribute = False

    def clean_text(self):
        if not self.cleaned_data["text"]:
            raise forms.ValidationError(_("Say why you object"))
        return self.cleaned_data["text"]

    @property
    def said(self) -> dict:
        return {"text": self.cleaned_data["text"]}


class CourtForm(WithPapers, forms.Form):
    """The notice of 17 U.S.C. 512(g)(2)(C): an action that the sender has filed to restrain the writer."""

    forum = forms.ChoiceField(
        label=_("Where"), choices=LegalAction.Forum.choices, widget=forms.Select, required=False
    )
    court = Words(label=_("Name of the court"), longest=200)
    docket = Words(label=_("Number of the case"), longest=100)
    filed_on = forms.DateField(
        label=_("Filed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Give the day as year-month-day, like 2026-11-26")},
    )
    papers = Papers(
        label=_("What you filed, if you have it as a file"),
        help_text=_("PDF, PNG, JPEG or plain text; at most five, of 5 MB each. A moderator reads it."),
    )
    filed = forms.BooleanField(
        label=_(
            "I am the sender of the notice, and have filed an action that asks a court to restrain the writer "
            "regarding this material."
        ),
        required=False,
    )

    use_required_attribute = False

    def clean(self):
        said = super().clean()
        if not said.get("filed_on") and "filed_on" not in self.errors:
            self.add_error("filed_on", _("Say on which day you filed it. A plan to file stops nothing."))
        if not said.get("filed"):
            self.add_error("filed", _("Only what you have filed to restrain the writer stops the clock"))
        return said

    @property
    def said(self) -> dict:
        """What `services.record_legal_action` wants to know."""
        said = self.cleaned_data
        return {
            "forum": said["forum"] or LegalAction.Forum.OTHER,
            "court": said["court"],
            "docket": said["docket"],
            "filed_on": said["filed_on"],
            "by_the_sender": True,
            "seeks_restraint": True,
            "files": said["papers"],
        }


class PapersForm(forms.Form):
    """Evidence, later on, while there is nothing else to answer."""

    papers = Papers(label=_("Files"), required=True, error_messages={"required": _("Choose a file first")})

    use_required_attribute = False

    @property
    def said(self) -> dict:
        return {"files": self.cleaned_data["papers"]}


class SureForm(forms.Form):
    """A box to tick, so that nobody does it by a slip."""

    sure = forms.BooleanField(required=False)

    use_required_attribute = False

    def __init__(self, *args, label, **options):
        super().__init__(*args, **options)
        self.fields["sure"].label = label

    def clean_sure(self):
        if not self.cleaned_data["sure"]:
            raise forms.ValidationError(_("Tick the box first"))
        return True

    @property
    def said(self) -> dict:
        return {}


class WithdrawForm(SureForm):
    """Of a notice about several pages: this one, or all of them."""

    which = forms.ChoiceField(
        label=_("What you take back"), required=False, initial="this",
        choices=[("this", _("Only this page")), ("all", _("All pages of the notice"))],
    )  # fmt: skip

    field_order = ("which", "sure")

    def __init__(self, *args, several: bool, **options):
        super().__init__(*args, label=_("Yes, I take this report back"), **options)
        if not several:
            del self.fields["which"]

    @property
    def said(self) -> dict:
        return {"all": self.cleaned_data.get("which") == "all"}


def form_of(act: str, page, data=None, files=None):
    """The form of that act, if its sender may do it now. `page`: the StatusPage."""
    options = {"data": data, "files": files, "auto_id": f"id_{act}_%s"}
    if act == "complete" and page.can_complete:
        return CompleteForm(kind=page.case.kind, missing=page.missing, **options)
    if act == "appeal" and page.can_appeal:
        return AppealForm(**options)
    if act == "court" and page.clock:
        return CourtForm(**options)
    if act == "add_papers" and page.can_add_papers:
        return PapersForm(**options)
    if act == "withdraw" and page.can_withdraw:
        return WithdrawForm(several=len(page.cases) > 1, **options)
    if act == "forget" and not page.has_asked_to_be_forgotten:
        return SureForm(label=_("Yes, ask for my data to be deleted"), **options)
    return None


ACTS = ("complete", "court", "add_papers", "appeal", "withdraw", "forget")
