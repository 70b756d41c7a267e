"""The verbs: who may, in which order, what they leave behind."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from accounts.roles import Role
from moderation import services
from moderation.models import Case, CopyrightNotice, Decision, Report
from moderation.notices import CURRENT_STATEMENTS
from moderation.services import AlreadySent, Conflict, NotAllowed, WrongStep
from pagecache import clock
from reviews.models import Restriction
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

State = Case.State
WORDS = {"reason": "The picture is hers: see her portfolio."}


@pytest.fixture
def moderator():
    return make_user("moderator")


@pytest.fixture
def review():
    return make_published(headline="Forest, early", lead=make_image())


def steps(case) -> list[tuple[str, str, str]]:
    entries = AuditEntry.objects.filter(object_type="moderation.case", object_id=case.pk).order_by("seq")
    return list(entries.values_list("action", "from_state", "to_state"))


# What comes in


def test_a_report_opens_a_case_with_a_reference_of_its_year(review):
    with clock.freeze(MONDAY):
        first, _receipt = services.submit_report(kind="content", explanation="Hateful.", review=review)
        second, _receipt = services.submit_report(kind="content", explanation="Hateful too.", review=review)
    with clock.freeze(MONDAY + timedelta(days=60)):
        next_year, _receipt = services.submit_report(kind="other", explanation="Happy new year.")
    assert [str(case) for case in (first, second, next_year)] == ["M-2026-0001", "M-2026-0002", "M-2027-0001"]
    assert (first.state, first.review, first.version) == (State.RECEIVED, review, 1)


def test_the_year_of_a_reference_is_that_of_the_magazines_zone():
    with clock.freeze(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert str(make_case()) == "M-2027-0001"


def test_receiving_is_recorded_without_a_word_of_the_person():
    case = make_case()
    entry = AuditEntry.objects.get(object_type="moderation.case", object_id=case.pk)
    assert (entry.action, entry.reference, entry.actor) == ("case.receive", str(case), None)
    assert entry.facts == {"report": case.reports.get().pk, "kind": "copyright", "channel": "web"}


def test_an_incomplete_copyright_notice_is_kept_as_it_is():
    case = make_case(notice={"work": "A photograph"})
    notice = CopyrightNotice.objects.get(report__case=case)
    assert (notice.work, notice.location, notice.signature, notice.good_faith) == (
        "A photograph",
        "",
        "",
        False,
    )
    assert notice.statements_version == CURRENT_STATEMENTS


def test_other_kinds_have_no_notice_unless_something_of_it_was_typed():
    assert not CopyrightNotice.objects.filter(
        report__case=make_case(kind="content", notice={"work": ""})
    ).exists()
    typed = make_case(kind="content", notice={"work": "A poem"})
    assert CopyrightNotice.objects.get(report__case=typed).work == "A poem"


def test_the_same_form_twice_is_one_case_with_the_same_receipt():
    words = {"kind": "content", "explanation": "Hateful.", "secret": "of-one-form"}
    assert services.submit_report(**words) == services.submit_report(**words)
    assert Report.objects.count() == Case.objects.count() == 1


def test_the_same_form_with_other_words_is_not_swallowed():
    words = {"kind": "content", "secret": "of-one-form"}
    case, _receipt = services.submit_report(explanation="Hateful.", **words)
    with pytest.raises(AlreadySent) as refused:
        services.submit_report(explanation="No, libellous.", **words)
    assert refused.value.case == case
    assert Report.objects.count() == 1


def test_neither_receipt_nor_form_can_be_opened_with_what_we_keep():
    case, receipt = services.submit_report(kind="other", explanation="A typo.", secret="of-one-form")
    report = case.reports.get()
    assert receipt not in (report.receipt_hash, report.form_token_hash)
    assert "of-one-form" not in (report.receipt_hash, report.form_token_hash)


# Who may


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MODERATOR, Role.LEAD}])
@pytest.mark.parametrize("verb", ["claim", "take_page_down", "ask_for_what_is_missing", "refuse", "lift"])
def test_nobody_but_moderators_decides(review, role, verb):
    case = make_case(review)
    reason = {} if verb == "claim" else WORDS
    with pytest.raises(NotAllowed, match="Only moderators"):
        getattr(services, verb)(case, by=make_user(role), version=case.version, **reason)
    assert fresh(case).version == 1
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"is_superuser": True}])
def test_nobody_decides_about_a_piece_of_their_own(fields):
    writer = make_user("moderator", **fields)
    review = make_published(contributor=make_contributor(user=writer))
    case = make_case(review)
    with pytest.raises(NotAllowed, match="a colleague decides"):
        services.refuse(case, by=writer, version=case.version, **WORDS)


def test_a_second_moderator_with_the_version_of_the_first_is_told(review, moderator):
    case = make_case(review)
    seen = case.version
    services.refuse(case, by=moderator, version=seen, **WORDS)
    with pytest.raises(Conflict):
        services.take_page_down(fresh(case), by=make_user("moderator"), version=seen, **WORDS)
    assert not Restriction.objects.exists()
    assert Decision.objects.count() == 1


# The steps


def test_claiming_puts_the_case_into_ones_hands(review, moderator):
    case = make_case(review)
    services.claim(case, by=moderator, version=case.version)
    case = fresh(case)
    assert (case.state, case.assigned_to, case.version) == (State.IN_REVIEW, moderator, 2)
    with pytest.raises(WrongStep, match="You have this case already"):
        services.claim(case, by=moderator, version=case.version)
    colleague = make_user("moderator")
    services.claim(case, by=colleague, version=case.version)
    assert fresh(case).assigned_to == colleague


def test_taking_a_page_down_hides_the_piece_at_once(review, moderator):
    case = make_case(review)
    with clock.freeze(MONDAY):
        restriction = services.take_page_down(
            case, by=moderator, version=case.version, public_words="The rights holder asked us to.", **WORDS
        )
    case = fresh(case)
    assert (case.state, case.decided_at, case.closed_at) == (State.RESTRICTED, MONDAY, None)
    assert (restriction.mode, restriction.review, restriction.status_code) == ("full", review, 451)
    assert (restriction.public_kind, restriction.reference) == ("copyright", str(case))
    assert restriction.public_words == "The rights holder asked us to."
    assert restriction.starts_at is None
    decision = case.decisions.get()
    assert (decision.kind, decision.decided_by) == ("restrict_piece", moderator)
    assert (decision.legal_basis, decision.restriction) == ("17 U.S.C. 512(c)", restriction)


def test_hiding_a_picture_hides_it_wherever_it_stands(review, moderator):
    case = make_case(review)
    restriction = services.hide_picture(
        case, by=moderator, version=case.version, image=review.lead_image, **WORDS
    )
    assert (restriction.mode, restriction.image, restriction.review) == ("image", review.lead_image, None)
    assert fresh(case).state == State.RESTRICTED


def test_only_pictures_of_the_piece_or_the_one_named_can_be_hidden(review, moderator):
    stranger = make_image()
    case = make_case(review)
    with pytest.raises(WrongStep, match="Choose a picture"):
        services.hide_picture(case, by=moderator, version=case.version, image=stranger, **WORDS)
    named = make_case(image=stranger)
    services.hide_picture(named, by=moderator, version=named.version, image=stranger, **WORDS)
    assert [row.image for row in Restriction.objects.all()] == [stranger]


def test_a_picture_can_be_hidden_and_then_the_page_but_neither_twice(review, moderator):
    case = make_case(review)
    services.hide_picture(case, by=moderator, version=case.version, image=review.lead_image, **WORDS)
    with pytest.raises(WrongStep, match="hides that already"):
        services.hide_picture(case, by=moderator, version=case.version, image=review.lead_image, **WORDS)
    services.take_page_down(fresh(case), by=moderator, version=2, **WORDS)
    with pytest.raises(WrongStep, match="hides that already"):
        services.take_page_down(case, by=moderator, version=3, **WORDS)
    assert Restriction.objects.count() == 2


def test_a_case_without_a_piece_has_no_page_to_take_down(moderator):
    case = make_case()
    with pytest.raises(WrongStep, match="no piece of ours"):
        services.take_page_down(case, by=moderator, version=case.version, **WORDS)


def test_asking_waits_for_the_reporter_and_can_be_done_again(review, moderator):
    case = make_case(review, notice={"work": "A photograph"})
    services.ask_for_what_is_missing(case, by=moderator, version=case.version, **WORDS)
    assert fresh(case).state == State.NEEDS_INFO
    services.ask_for_what_is_missing(
        case, by=moderator, version=case.version, reason="No answer to the first."
    )
    assert case.decisions.count() == 2
    services.take_page_down(case, by=moderator, version=case.version, **WORDS)
    with pytest.raises(WrongStep, match="Acted on"):
        services.ask_for_what_is_missing(case, by=moderator, version=case.version, **WORDS)


def test_refusing_closes_the_case_and_hides_nothing(review, moderator):
    with clock.freeze(MONDAY):
        case = make_case(review)
    with clock.freeze(MONDAY + timedelta(days=1)):
        services.refuse(case, by=moderator, version=case.version, **WORDS)
    case = fresh(case)
    assert (case.state, case.decided_at, case.closed_at) == (
        State.REFUSED, MONDAY + timedelta(days=1), MONDAY + timedelta(days=1),
    )  # fmt: skip
    assert not Restriction.objects.exists()
    with pytest.raises(WrongStep, match="Not acted on"):
        services.take_page_down(case, by=moderator, version=case.version, **WORDS)


def test_lifting_ends_everything_the_case_hid_and_nothing_else(review, moderator):
    ours, theirs = make_case(review), make_case(review)
    services.take_page_down(theirs, by=moderator, version=theirs.version, **WORDS)
    services.hide_picture(ours, by=moderator, version=ours.version, image=review.lead_image, **WORDS)
    services.take_page_down(ours, by=moderator, version=ours.version, **WORDS)
    ended = services.lift(ours, by=moderator, version=ours.version, reason="A mistake of ours.")
    assert {row.mode for row in ended} == {"full", "image"}
    assert fresh(ours).state == State.RESTORED
    assert fresh(ours).closed_at
    assert not review.is_published(clock.now())
    services.lift(theirs, by=moderator, version=theirs.version, reason="Withdrawn.")
    assert review.is_published(clock.now())


@pytest.mark.parametrize("verb", ["take_page_down", "ask_for_what_is_missing", "refuse", "lift"])
def test_every_decision_needs_a_reason(review, moderator, verb):
    case = make_case(review)
    if verb == "lift":
        services.take_page_down(case, by=moderator, version=case.version, **WORDS)
    with pytest.raises(WrongStep, match="Give your reason"):
        getattr(services, verb)(case, by=moderator, version=case.version, reason="  \n")


def test_each_step_leaves_one_entry_without_personal_data(review, moderator):
    case = make_case(review)
    services.claim(case, by=moderator, version=1)
    services.ask_for_what_is_missing(case, by=moderator, version=2, reason="Ask Noor Verlinden to sign.")
    services.hide_picture(
        case, by=moderator, version=3, image=review.lead_image, reason="It is Noor Verlinden’s."
    )
    services.take_page_down(case, by=moderator, version=4, reason="All of it is Noor Verlinden’s.")
    services.lift(case, by=moderator, version=5, reason="Noor Verlinden withdrew.")
    assert steps(case) == [
        ("case.receive", "", "received"),
        ("case.claim", "received", "in_review"),
        ("case.ask", "in_review", "needs_info"),
        ("case.hide_picture", "needs_info", "restricted"),
        ("case.take_page_down", "restricted", "restricted"),
        ("case.lift", "restricted", "restored"),
    ]
    for entry in AuditEntry.objects.filter(reference=str(case)):
        told = str([entry.facts, entry.action, entry.reference]).casefold()
        assert not any(word in told for word in ("noor", "verlinden", "example.org", "portfolio"))
