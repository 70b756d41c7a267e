"""What a case is about, and whom it concerns."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from images.models import Image
from moderation.models import Case, Decision, Report
from reviews.asking import question
from reviews.models import Authorship, Contributor, PictureUse, Restriction, Review, Revision
from reviews.models.restriction import RestrictionQuerySet


def pictures_of(case: Case) -> QuerySet[Image]:
    """The pictures that it may be about: those of its piece, and the one it names."""
    of_the_piece = PictureUse.objects.filter(review=case.review_id, image=OuterRef("pk"))
    return Image.objects.filter(Q(pk=case.image_id) | Exists(of_the_piece))


def restrictions_of(case: Case) -> RestrictionQuerySet:
    """Everything that it ever hid."""
    return Restriction.objects.filter(Exists(Decision.objects.filter(case=case, restriction=OuterRef("pk"))))


def is_writer(case: Case, by) -> bool:
    """Who carries a byline of what the case is about: the subscriber of 512(g). Editors may help, but not sign."""
    return Authorship.objects.filter(review__in=pieces_of(case), contributor__user=by).exists()


def holds_receipt(case: Case, digest: str) -> bool:
    """Whether the receipt with this digest is of its report, or of the notice that it came with."""
    return Report.objects.filter(
        case__in=[case.pk, case.split_from_id or case.pk], receipt_hash=digest
    ).exists()


def latest_report(case: Case) -> Report:
    """What the reporter says now. No case is without one."""
    return case.reports.select_related("copyright_notice").order_by("received_at", "pk").reverse()[0]


def whole_notice(case: Case) -> QuerySet[Case]:
    """Every case of the notice that it came with, one for each page of ours that was named; the first one first."""
    first = case.split_from_id or case.pk
    return Case.objects.filter(Q(pk=first) | Q(split_from=first)).order_by("pk")


def pieces_of(case: Case) -> QuerySet[Review]:
    """The piece that the case is about; where it names only a picture, those that show it."""
    return _pieces_with(case.review_id, case.image_id)


def _pieces_with(review: int | None, image: int | None) -> QuerySet[Review]:
    if review:
        return Review.objects.filter(pk=review)
    shown = PictureUse.objects.filter(review=OuterRef("pk"), image=image)
    return Review.objects.filter(Exists(shown)) if image else Review.objects.none()


def has_a_hand_in(case: Case, by) -> bool:
    """Conflict of interest: who wrote, edited or published it, or sent the report. For superusers, too."""
    if case.review_id or case.image_id:
        about = {"review": case.review_id or None, "image": None if case.review_id else case.image_id}
        if pieces_in_hand(by=by.pk, **about).first:
            return True
    return bool(by.email and case.reports.filter(email__iexact=by.email).exists())


@question
def pieces_in_hand(by: int, review: int | None, image: int | None):
    """Of what a case is about, what the account wrote, claimed or published."""
    published = Revision.objects.filter(
        review=OuterRef("pk"), purpose=Revision.Purpose.PUBLISH, created_by=by
    )
    pieces = Review.objects.filter(Q(claimed_by=by) | Exists(published)) | Review.objects.by_account(by)
    return pieces.filter(pk__in=_pieces_with(review, image).values("pk")).values_list("pk", flat=True)[:1]


def nobody_is_free(case: Case) -> bool:
    """Whether every moderator has a hand in what the case is about, or there is none."""
    moderators = User.objects.filter(is_active=True, grants__role__in=[Role.MODERATOR, Role.LEAD]).distinct()
    return all(has_a_hand_in(case, moderator) for moderator in moderators)


def writers_of(case: Case) -> QuerySet[Contributor]:
    """Whose bylines stand over what the case is about."""
    return Contributor.objects.filter(
        Exists(Authorship.objects.filter(contributor=OuterRef("pk"), review__in=pieces_of(case)))
    ).order_by("pk")
