"""What a counter notification must contain: 17 U.S.C. 512(g)(3)(A)-(D), element by element.

Here address and telephone are named, with no "such as": both are needed, unlike in a notice.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import CounterNotice
from moderation.notices import is_signature

UNITED_STATES = "US"

PERJURY = _(
    "Under penalty of perjury, I believe in good faith that the material was removed or disabled as a result of "
    "mistake or misidentification."
)
# (D): which sentence somebody consents to depends on where they live.
JURISDICTION: dict[str, Promise] = {
    CounterNotice.Jurisdiction.OWN_DISTRICT: _(
        "I consent to the jurisdiction of the Federal District Court for the judicial district in which my address "
        "is located."
    ),
    CounterNotice.Jurisdiction.OUR_DISTRICT: _(
        "My address is outside the United States, and I consent to the jurisdiction of any judicial district in "
        "which the publisher may be found."
    ),
}
SERVICE = _(
    "I will accept service of process from the person who sent the notice, or from an agent of that person."
)


def jurisdiction_for(country: str) -> str:
    """Which consent is asked of somebody who lives there; two letters, such as SK."""
    lives_here = country.strip().upper() == UNITED_STATES
    return CounterNotice.Jurisdiction.OWN_DISTRICT if lives_here else CounterNotice.Jurisdiction.OUR_DISTRICT


def missing_from(counter: CounterNotice) -> list[Promise]:
    """What it lacks, each completing "It lacks ..."; nothing when the clock may run."""
    fits = counter.jurisdiction == jurisdiction_for(counter.country) if counter.country else False
    given = [
        (is_signature(counter.signature), _("your signature")),  # (A)
        (counter.material.strip(), _("what was removed, and where it stood before")),  # (B)
        (counter.perjury_statement, _("your statement under penalty of perjury")),  # (C)
        (counter.name.strip(), _("your name")),  # (D)
        (counter.postal_address.strip(), _("your address")),
        (counter.telephone.strip(), _("your telephone number")),
        (
            counter.consents_to_jurisdiction and fits,
            _("your consent to the court of the place where you live"),
        ),
        (counter.accepts_service, _("that you accept service of process")),
    ]
    return [lacking for there, lacking in given if not there]
