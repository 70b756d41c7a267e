"""What a copyright notice must contain: 17 U.S.C. 512(c)(3)(A)(i)-(vi), element by element.

Whether a notice "substantially" complies is a moderator's decision; this only says what was given.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Case, CopyrightNotice, Report

# Each wording that people have ever agreed to, by the version stored with their notice.
STATEMENTS: dict[int, dict[str, Promise]] = {
    1: {
        "good_faith": _(
            "I believe in good faith that this use is not authorised by the copyright owner, its agent or the law."
        ),
        "accurate_and_authorised": _(
            "What I have written here is accurate and, under penalty of perjury, I am the owner or may act for the "
            "owner."
        ),
    }
}
STATEMENTS[2] = STATEMENTS[1] | {
    # Of other kinds, Regulation (EU) 2022/2065, Art. 16(2)(d)
    "accurate": _("I believe in good faith that what I have written here is accurate and complete."),
    "no_consent": _(
        "I believe in good faith that whoever the picture shows has not agreed to its being shown here."
    ),
}
CURRENT_STATEMENTS = 2


@dataclass(frozen=True)
class Element:
    clause: str
    name: Promise  # in a moderator's list
    lacking: Promise  # completes "It lacks ..."
    given: bool


def elements(report: Report, notice: CopyrightNotice) -> list[Element]:
    """The six, in the order in which people give them."""
    reachable = bool(notice.postal_address or notice.telephone or report.email)
    return [
        Element("ii", _("The work is identified"), _("which work is yours"), bool(notice.work.strip())),
        Element(
            "iii",
            _("The material is located on our page"),
            _("which picture or passage on our page it is"),
            bool(notice.location.strip()),
        ),
        # "Such as" address, telephone and e-mail: one way to reach them is enough.
        Element("iv", _("Address, telephone or email"), _("how we can reach you"), reachable),
        Element("v", _("Good-faith statement"), _("your good-faith statement"), notice.good_faith),
        Element(
            "vi",
            _("Statement of accuracy and, under penalty of perjury, of authority"),
            _("your statement of accuracy and, under penalty of perjury, of authority"),
            notice.accurate_and_authorised,
        ),
        Element("i", _("Signature"), _("your signature"), is_signature(notice.signature)),
    ]


def of_an_intimate_picture(report: Report, notice: CopyrightNotice) -> list[Element]:
    """What the TAKE IT DOWN Act asks of a request. None of it holds us up: the picture is hidden first."""
    reachable = bool(notice.postal_address or notice.telephone or report.email)
    where = bool(notice.location.strip() or report.explanation.strip())
    return [
        Element("b", _("The picture is located"), _("which picture it is"), where),
        Element("c", _("Good-faith statement"), _("your good-faith statement"), notice.good_faith),
        Element("d", _("Address, telephone or email"), _("how we can reach you"), reachable),
        Element("a", _("Signature"), _("your signature"), is_signature(notice.signature)),
    ]


ASKED: dict[str, Callable[[Report, CopyrightNotice], list[Element]]] = {
    Case.Kind.COPYRIGHT: elements,
    Case.Kind.INTIMATE: of_an_intimate_picture,
}


def missing(report: Report) -> list[Element]:
    """What a report lacks of what the law asks for; nothing for a kind of which it asks for nothing."""
    asked = ASKED.get(report.case.kind)
    if asked is None:
        return []
    notice = notice_of(report) or CopyrightNotice(report=report)
    return [element for element in asked(report, notice) if not element.given]


def said_in(report: Report) -> str:
    """What is wrong and where, in its own words: nothing of who says it."""
    notice = notice_of(report) or CopyrightNotice()
    return "\n".join(filter(None, [notice.work, notice.location, report.explanation]))


def notice_of(report: Report) -> CopyrightNotice | None:
    return getattr(report, "copyright_notice", None)


def is_signature(text: str) -> bool:
    """A typed name signs; blanks or a lone punctuation mark do not. It may differ from the name: agents sign too."""
    return any(character.isalnum() for character in text)
