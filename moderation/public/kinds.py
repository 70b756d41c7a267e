"""What a reader can say is wrong, in their words, and what each of these asks for."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Case
from moderation.notices import CURRENT_STATEMENTS, STATEMENTS

Kind = Case.Kind
Said = Promise | str

YOU = ("name", "email", "organisation")
SAYS: dict[str, Any] = STATEMENTS[CURRENT_STATEMENTS]  # Any: forms take only one sort of promise


FREE = _("So that we can answer. You may leave this empty.")


@dataclass(frozen=True)
class Choice:
    """`matter`, `you`, `statements`: fields of ReportForm in their order. `labels`: what a field is called here.

    `needs_a_page`: refused without a page of ours. `kept` is never refused, whatever its address says.
    """

    words: Said
    explanation: Said
    matter: tuple[str, ...]
    you: tuple[str, ...] = YOU
    statements: tuple[str, ...] = ("good_faith",)
    labels: dict[str, Said] = field(default_factory=dict)
    hints: dict[str, Said] = field(default_factory=dict)
    lede: Said = ""
    about_you: Said = FREE
    needs_a_page: bool = True
    kept: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return ("address", *self.matter, *self.you, *self.statements)


CHOICES: dict[str, Choice] = {
    Kind.COPYRIGHT: Choice(
        words=_("It uses my copyrighted work"),
        explanation=_("A picture, video or text you own or may act for. This is a DMCA notice."),
        lede=_("We remove it, or tell you why we may use it."),
        matter=("work", "location", "more_addresses", "explanation"),
        you=(*YOU, "telephone", "postal_address"),
        statements=("good_faith", "accurate_and_authorised", "signature"),
        labels={
            "work": _("The work that is yours"),
            "name": _("Full legal name"),
            "explanation": _("Anything else"),
        },
        hints={
            "explanation": _("For example why no exception such as quotation or criticism allows the use.")
        },
        about_you=_(
            "One way to reach you is enough. We pass your name, organisation and email to the writer."
        ),
        kept=True,
    ),
    Kind.PLAGIARISM: Choice(
        words=_("It copies without saying so"),
        explanation=_("Plagiarism of somebody’s words or ideas, yours or not."),
        matter=("work", "explanation", "more_addresses"),
        labels={"work": _("Where it stood first")},
        hints={"work": _("The title and the author, and a link if there is one.")},
    ),
    Kind.TRADEMARK: Choice(
        words=_("It misuses my trademark"),
        explanation=_("A name or a logo that is yours or your company’s."),
        matter=("work", "explanation", "more_addresses"),
        labels={"work": _("The mark")},
        hints={"work": _("What it is, and where and under which number it is registered.")},
    ),
    Kind.DEFAMATION: Choice(
        words=_("It says something untrue that does harm"),
        explanation=_("A false claim of fact about a person or a company."),
        matter=("location", "explanation", "more_addresses"),
        labels={"location": _("The words that are untrue"), "explanation": _("What is true")},
        hints={"location": _("Copy them from the page."), "explanation": _("And how we can see that it is.")},
    ),
    Kind.PRIVACY: Choice(
        words=_("It tells something private"),
        explanation=_("An address, an illness, a family matter, a picture taken in secret."),
        matter=("location", "explanation", "more_addresses"),
    ),
    Kind.INTIMATE: Choice(
        words=_("It shows somebody intimately who never agreed"),
        explanation=_("Real or made by a machine. We act within 48 hours, on any day."),
        lede=_("We act within 48 hours, on any day of the week."),
        matter=("location", "explanation", "more_addresses"),
        you=("name", "email", "telephone"),
        statements=("good_faith", "signature"),
        labels={"location": _("Which picture or video it is")},
        hints={"explanation": _("Say whether it is you, or for whom you write.")},
        about_you=_("Only moderators learn who you are."),
        kept=True,
    ),
    Kind.CHILD_SAFETY: Choice(
        words=_("It puts a child in danger"),
        explanation=_("Sexual abuse above all. We look at these first, and need no name."),
        lede=_(
            "We look at these reports first. You need not say who you are, and we write no mail about it."
        ),
        matter=("location", "explanation"),
        you=(),
        statements=(),
        hints={"explanation": _("Do not copy or send us any picture.")},
        kept=True,
    ),
    Kind.CONTENT: Choice(
        words=_("It is inappropriate"),
        explanation=_("Hateful, threatening, sexual or violent."),
        matter=("location", "explanation"),
    ),
    Kind.CORRECTION: Choice(
        words=_("It is mistaken, or gives too much away"),
        explanation=_("A wrong fact, a typing error, a spoiler. The editors put it right."),
        lede=_("This goes straight to the editors, without your name."),
        matter=("explanation",),
        you=("email",),
        statements=(),
        labels={"explanation": _("What is wrong, and what is right")},
        about_you=_("Only if you want a receipt. The editors do not see it."),
    ),
    Kind.ORDER: Choice(
        words=_("A court or an authority orders it"),
        explanation=_("For courts, police and other public bodies."),
        matter=("work", "explanation", "more_addresses"),
        you=(*YOU, "telephone", "postal_address"),
        statements=(),
        labels={
            "work": _("The order"),
            "organisation": _("Court or authority"),
            "explanation": _("What it orders, and by when"),
        },
        hints={"work": _("Its reference, its date, the law it rests on, and where one can object to it.")},
        about_you=_("So that we can report back to you."),
        needs_a_page=False,
        kept=True,
    ),
    Kind.OTHER: Choice(
        words=_("Something else"),
        explanation=_("A page that does not work or cannot be read, anything."),
        matter=("explanation",),
        you=("name", "email"),
        statements=(),
        needs_a_page=False,
    ),
}
# What the form offered before it asked more closely.
FORMER: dict[str, str] = {Kind.PERSONAL: Kind.PRIVACY}

# The words of the check box, which the law gives.
STATEMENT_OF: dict[str, Promise] = {Kind.COPYRIGHT: SAYS["good_faith"], Kind.INTIMATE: SAYS["no_consent"]}


def kind_named(text: str) -> str:
    """The kind that the form offers under that name; empty when there is none."""
    kind = FORMER.get(text, text)
    return kind if kind in CHOICES else ""
