"""What keeps restricted things from coming back by another way, and lets a moderator say that one may."""

import functools
from datetime import datetime

from accounts.policy import can
from moderation import letters
from moderation.concerned import has_a_hand_in
from moderation.models import Case, Decision
from moderation.services.steps import NotAllowed, WrongStep, need
from pagecache.clock import now
from reviews import restrictions
from reviews.models import Clearance, Restriction, Review
from reviews.permissions import is_own
from reviews.restricted import is_lost
from reviews.unit import unit


def case_of(restriction: Restriction) -> Case | None:
    return Case.objects.filter(decisions__restriction=restriction).order_by("pk").first()


def clear_copy(restriction: Restriction, review: Review, *, by, reason: str) -> Clearance:
    """Let a piece show what it has in common with something restricted: a quotation, a licence, another film.

    Of that piece and that restriction only; every other piece is still stopped.
    """
    case = case_of(restriction)
    if not can(by, "moderation.decide_case", case):
        raise NotAllowed("Only moderators clear what is under a restriction.")
    if is_own(by, review) or (case and has_a_hand_in(case, by)):
        raise NotAllowed("You have a hand in this, so a colleague decides about it.")
    need(reason)
    with unit() as work:
        kept, new = Clearance.objects.get_or_create(
            review=review, restriction=restriction,
            defaults={"reason": reason, "cleared_by": by, "cleared_at": now()},
        )  # fmt: skip
        if not new:
            raise WrongStep("This piece is cleared already.")
        work.record(
            "case.clear_copy", by=by, obj=case, reference=restriction.reference, review=review.pk,
            restriction=restriction.pk, clearance=kept.pk,
        )  # fmt: skip
    return kept


def hide_what_lost_its_passage(at: datetime) -> int:
    """Where a restricted passage can no longer be found, hide the whole page as long, and alarm the leads.

    Editors are stopped before; this is for imports and scripts. Readers of the page itself have not seen it since: its
    rendering fails closed. Returns how many pages. Safe to repeat.
    """
    passages = Restriction.objects.active(at).filter(mode=Restriction.Mode.PASSAGE)
    return sum(map(functools.partial(_hide_whole, at=at), passages.select_related("review").order_by("pk")))


def _hide_whole(passage: Restriction, at: datetime) -> bool:
    review = passage.review
    assert review is not None
    if not is_lost(passage, review.body):
        return False
    with unit() as work:
        Review.objects.select_for_update().only("pk").get(pk=review.pk)
        if Restriction.objects.full().active(at).filter(review=review, reference=passage.reference).exists():
            return False
        whole = restrictions.restrict(
            mode=Restriction.Mode.FULL, review=review, status_code=passage.status_code,
            public_kind=passage.public_kind, public_words=passage.public_words, reference=passage.reference,
            ends_at=passage.ends_at,
        )  # fmt: skip
        first = Decision.objects.filter(restriction=passage).order_by("pk").first()
        if first:
            # It hides for the same reason, and whatever ends the one ends the other.
            Decision.objects.create(
                case=first.case, kind=Decision.Kind.RESTRICT_PIECE, restriction=whole, decided_at=now(),
                decided_by=first.decided_by, legal_basis=first.legal_basis,
                reason="The hidden passage cannot be found in the text any more, so the whole page is hidden.",
            )  # fmt: skip
        case = first.case if first else None
        work.record(
            "case.lose_passage", obj=case, reference=passage.reference, restriction=whole.pk, passage=passage.pk,
            review=review.pk,
        )  # fmt: skip
        letters.to_leads("E29", case, f"passage {passage.pk} {whole.pk}", title=str(review))
    return True
