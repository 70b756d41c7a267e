"""The kinds of pieces as readers meet them: an address, a heading and a label each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.addresses import address
from films.vocabulary import Coverage


@dataclass(frozen=True)
class Kind:
    value: str
    plural: Promise
    label: Promise

    def get_absolute_url(self) -> str:
        return address(f"kind-{self.value}")


# In the order in which "More about" prints them.
KINDS = (
    Kind(Coverage.REVIEW.value, _("Reviews"), _("Review")),
    Kind(Coverage.INTERVIEW.value, _("Interviews"), _("Interview")),
    Kind(Coverage.FEATURE.value, _("Features"), _("Feature")),
    Kind(Coverage.DISPATCH.value, _("Dispatches"), _("Festival")),
    Kind(Coverage.NEWS.value, _("News"), _("News")),
    Kind(Coverage.VIDEO.value, _("Videos"), _("Video")),
)
BY_VALUE = {kind.value: kind for kind in KINDS}
RANK = {kind.value: place for place, kind in enumerate(KINDS)}
