"""What is to be known of a case before somebody decides: asked for once, whoever prints it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from images.models import Image
from moderation.concerned import pictures_of, restrictions_of, whole_notice
from moderation.models import Case, CounterNotice
from reviews import body
from reviews.models import OutsideLink, Restriction

AT_MOST = 50


@dataclass(frozen=True)
class Thing:
    """Something that a piece only shows from elsewhere: an embed or a link in its text, or a link below it."""

    value: str
    label: str
    address: str = ""
    link: OutsideLink | None = None


class Standing:
    def __init__(self, case: Case, at: datetime):
        self.case, self.at = case, at

    @cached_property
    def ours(self) -> list[Restriction]:
        """What the case hides now."""
        return list(restrictions_of(self.case).active(self.at).select_related("review", "image", "link"))

    def hides(self, mode: str) -> bool:
        return any(restriction.mode == mode for restriction in self.ours)

    @cached_property
    def theirs(self) -> list[Restriction]:
        """What else hides the piece: lifting ours will not bring it back."""
        if self.case.review_id is None:
            return []
        rows = Restriction.objects.full().active(self.at).filter(review=self.case.review_id)
        return list(rows.exclude(pk__in=[restriction.pk for restriction in self.ours]))

    @cached_property
    def pictures(self) -> list[Image]:
        return list(pictures_of(self.case).order_by("pk"))

    @cached_property
    def hidden_pictures(self) -> set[int]:
        hiding = Restriction.objects.active(self.at).filter(mode=Restriction.Mode.IMAGE, review=None)
        return set(hiding.filter(image__in=self.pictures).values_list("image", flat=True))

    @cached_property
    def things_from_elsewhere(self) -> list[Thing]:
        if self.case.review is None:
            return []
        named = body.references(self.case.review.body)
        links = OutsideLink.objects.filter(review=self.case.review)[:AT_MOST]
        gone = {restriction.locator.get("address") for restriction in self.ours} | {
            restriction.link for restriction in self.ours
        }
        found = [Thing(one, f"Embed: {one}", address=one) for one in named.embeds]
        found += [Thing(one, f"Link in the text: {one}", address=one) for one in named.addresses]
        found += [
            Thing(f"link:{one.pk}", f"Link below it: {one.title}, {one.url}", link=one) for one in links
        ]
        return [
            thing
            for thing in found
            if thing.address not in gone and (thing.link not in gone or not thing.link)
        ]

    @cached_property
    def others_alike(self) -> list[Case]:
        """Open cases of the same kind about the same thing."""
        case = self.case
        if case.review_id is None and case.image_id is None:
            return []
        alike = Case.objects.open().filter(kind=case.kind, review=case.review_id, image=case.image_id)
        return list(alike.exclude(pk=case.pk).order_by("pk")[:AT_MOST])

    @cached_property
    def whole_notice(self) -> list[Case]:
        """The cases of the notice that it came with, itself among them."""
        cases = whole_notice(self.case).select_related("review", "assigned_to")
        return list(cases.defer("review__body", "review__folded", "review__folded_body"))

    @cached_property
    def counter_notices(self) -> list[CounterNotice]:
        return list(self.case.counter_notices.select_related("signer").prefetch_related("legal_actions"))

    def counter_notice(self, state: str) -> CounterNotice | None:
        return next((one for one in reversed(self.counter_notices) if one.state == state), None)
