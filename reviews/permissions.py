"""Who may do what with a piece, beyond what their role allows in general."""

from accounts.policy import can, rule
from reviews.models import Review


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
    return review.status == Review.Status.DRAFT and may_see(user, review)


@rule(
    "reviews.ready_review",
    "reviews.send_back_review",
    "reviews.schedule_review",
    "reviews.withdraw_review",
    "reviews.bin_review",
    "reviews.change_address",
    "reviews.override_stop",
)
def may_direct(user, review: Review) -> bool:
    return in_own_sections(user, review)


@rule("reviews.publish_review")
def may_publish(user, review: Review) -> bool:
    """Editors; and contributors who may publish their own, as long as no editor has it in hand."""
    if can(user, "reviews.edit_others"):
        return in_own_sections(user, review)
    own = review.authorships.filter(contributor__user=user, contributor__publishes_own=True)
    return review.status == Review.Status.DRAFT and own.exists()


def may_publish_what_they_begin(user) -> bool:
    if not can(user, "reviews.publish_review"):
        return False
    return can(user, "reviews.edit_others") or user.contributors.filter(publishes_own=True).exists()
