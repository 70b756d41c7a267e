"""Who may do what with a piece, beyond what their role allows in general."""

from django.conf import settings
from django.db.models import Count, Q

from accounts.policy import can, rule
from pagecache.clock import now
from reviews.models import Contributor, Review

DOUBTED = (Contributor.Standing.WARNED, Contributor.Standing.UNDER_REVIEW, Contributor.Standing.ENDED)
ENDED = Contributor.Standing.ENDED
FOUR_EYES = "You wrote this, and the desk wants four eyes on it: somebody else publishes it."
SENDS = "You can submit this, but an editor publishes it."


def is_own(user, review: Review) -> bool:
    """The account began the piece or carries one of its bylines."""
    return review.created_by_id == user.pk or review.authorships.filter(contributor__user=user).exists()


def in_own_sections(user, review: Review) -> bool:
    """Editors named in no section edit all; the others only those that name them."""
    limited = {section.pk for section in user.sections.all()}  # asked once where somebody gathered them
    return not limited or review.section_id in limited


@rule("reviews.view_review", "reviews.preview_review")
def may_see(user, review: Review) -> bool:
    return in_own_sections(user, review) if can(user, "reviews.edit_others") else is_own(user, review)


@rule("reviews.change_review")
def may_change(user, review: Review) -> bool:
    """Contributors change their own drafts only: what an editor has in hand does not move under them."""
    if can(user, "reviews.edit_others"):
        return in_own_sections(user, review)
    return review.status == Review.Status.DRAFT and review.deleted_at is None and is_own(user, review)


@rule("reviews.submit_review")
def may_submit(user, review: Review) -> bool:
    if not can(user, "reviews.edit_others") and user.contributors.filter(standing=ENDED).exists():
        return False  # we have ended working together
    return review.status == Review.Status.DRAFT and may_see(user, review)


@rule(
    "reviews.ready_review",
    "reviews.send_back_review",
    "reviews.schedule_review",
    "reviews.withdraw_review",
    "reviews.bin_review",
    "reviews.change_address",
    "reviews.claim_review",
    "reviews.commission_review",
    "reviews.override_stop",
    "reviews.choose_of_record",
)
def may_direct(user, review: Review) -> bool:
    return in_own_sections(user, review)


@rule("reviews.take_back_review")
def may_take_back(user, review: Review) -> bool:
    """Out of the bin: whoever may empty desks takes back anything; others the drafts they could bin."""
    if not (review.status == Review.Status.DRAFT or can(user, "reviews.bin_review")):
        return False
    return may_see(user, review)


@rule("reviews.publish_review")
def may_publish(user, review: Review) -> bool:
    """Editors; and contributors who may publish their own, as long as no editor has it in hand."""
    return not why_not_publish(user, review)


@rule("reviews.undo_publish")
def may_undo(user, review: Review) -> bool:
    """Whoever could have published it; the verb asks whether they were the one."""
    if can(user, "reviews.edit_others"):
        return in_own_sections(user, review)
    return review.authorships.filter(contributor__user=user, contributor__publishes_own=True).exists()


def why_not_publish(user, review: Review, bylines: list[int] | None = None) -> str:
    """What stands between this person and the button, as a sentence for them; empty when nothing does.

    `bylines`: of what is about to be published, where they may be others than the piece's own.
    """
    edits = can(user, "reviews.edit_others")
    if edits and not in_own_sections(user, review):
        return "This piece stands in a section that is not yours."
    if settings.HALATION_FOUR_EYES and (is_own(user, review) or _is_among(user, bylines)):
        return FOUR_EYES
    if edits:
        return ""
    if review.status != Review.Status.DRAFT:
        return "An editor has this in hand."
    if bylines is None:
        bylines = [row.contributor_id for row in review.authorships.all()]
    return why_held(user, bylines)


def _is_among(user, bylines: list[int] | None) -> bool:
    return bool(bylines) and Contributor.objects.filter(pk__in=bylines, user=user).exists()


def why_held(user, bylines: list[int]) -> str:
    """Why a piece with these bylines goes through an editor first; empty for one that its writer publishes.

    Nobody who is new, or whose standing is in question, gets round an editor by sharing a byline with somebody
    who need not ask.
    """
    shown = Q(reviews__first_published_at__lte=now())
    people = Contributor.objects.filter(Q(pk__in=bylines) | Q(user=user)).annotate(
        pieces=Count("reviews", filter=shown, distinct=True)
    )
    named = {person.pk: person for person in people}
    carry = [named[pk] for pk in bylines if pk in named]
    if not any(person.user_id == user.pk and person.publishes_own for person in carry):
        return SENDS
    if doubted := [person for person in named.values() if person.standing in DOUBTED]:
        mine = next((person for person in doubted if person.user_id == user.pk), None)
        because = f" for now: your standing is “{mine.get_standing_display().lower()}”" if mine else ""
        return f"An editor publishes this{because}."
    held = settings.HALATION_HELD_PIECES
    if new := next((person for person in carry if person.pieces < held), None):
        return f"The first {held} pieces of a new contributor go through an editor; {new.name} has {new.pieces} so far."
    return ""


def why_not_publish_what_they_begin(user) -> str:
    """The same of a piece that is not there yet: it would be theirs, under the name they begin with."""
    if settings.HALATION_FOUR_EYES:
        return FOUR_EYES
    if can(user, "reviews.edit_others"):
        return ""
    return why_held(user, list(user.contributors.filter(is_pen_name=False).values_list("pk", flat=True)[:1]))


@rule("reviews.propose_change")
def may_propose(user, review: Review) -> bool:
    """Writers propose changes to what of theirs is published; drafts they change themselves."""
    return review.status == Review.Status.PUBLISHED and review.deleted_at is None and is_own(user, review)
