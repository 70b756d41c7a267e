"""Reports at the desk: who sees what, and what each button does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from moderation import services
from moderation.models import CalendarException, Case
from pagecache import clock
from reviews.models import Restriction
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, make_case

pytestmark = pytest.mark.django_db

LIST = "/admin/moderation/case/"
REASON = {"reason": "The picture is hers."}


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def review():
    return make_published(headline="Moss and soup", lead=make_image(credit="A press kit"))


@pytest.fixture
def moderator(client):
    user = make_user("moderator", name="Ingrid M.")
    client.force_login(user)
    return user


def page_of(client, case) -> str:
    return client.get(address_of(case)).content.decode()


def address_of(case) -> str:
    return reverse("admin:moderation_case_change", args=[case.pk])


def press(client, case, verb: str, **given):
    """The button, and the one that confirms what it would do."""
    return look_at(client, case, verb, confirmed="yes", **given)


def look_at(client, case, verb: str, **given):
    """The button alone, which says what would happen."""
    address = reverse("admin:moderation_case_decide", args=[case.pk, verb])
    return client.post(address, {"version": fresh(case).version} | given)


def open_act(client, case, verb: str) -> str:
    return client.get(address_of(case), {"act": verb}).content.decode()


# Who sees what


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.CHIEF])
def test_the_newsroom_does_not_see_reports(client, review, role):
    case = make_case(review)
    make_user("moderator")
    client.force_login(make_user(role))
    key = review.lead_image.key
    assert client.get(LIST).status_code == 403
    assert client.get(address_of(case)).status_code == 403
    assert client.get(f"{LIST}{case.pk}/picture/{key}.jpg").status_code == 403
    assert press(client, case, "refuse", **REASON).status_code == 403
    assert "Reports" not in client.get("/admin/").content.decode()
    assert fresh(case).version == 1


def test_an_auditor_reads_the_case_but_not_the_reporter(client, review):
    case = make_case(
        review, name="Noor Verlinden", email="noor@example.org", explanation="From the Marais, in confidence.",
        address=f"{review.path}?from=noor",
    )  # fmt: skip
    elsewhere = make_case(kind="other", address="/about/?reader=noor", explanation="My name is Noor.")
    client.force_login(make_user("auditor"))
    pages = (
        page_of(client, case)
        + page_of(client, elsewhere)
        + client.get(LIST, {"place": "all"}).content.decode()
    )
    for secret in ("Noor", "noor", "Verlinden", "Marais", "555 01 23", "Forest, early", "second picture"):
        assert secret not in pages
    assert "only moderators read" in pages
    assert "What a valid notice needs: 6 of 6" in pages
    assert "Take the page down" not in pages
    assert press(client, case, "refuse", **REASON).status_code == 403


def test_a_moderator_reads_it_all(client, review, moderator):
    page = page_of(client, make_case(review))
    for told in (
        "“The second picture” in “Moss and soup” is said to be Noor Verlinden’s", "noor@example.org",
        "12 Rue du Marais, 1000 Brussels", "Still photograph “Forest, early”, 2021", "A press kit", "M-2026-0001",
        "2 days left", "Nobody has it", "Report received",
    ):  # fmt: skip
        assert told in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_cases(client, review, method, page):
    case = make_case(review)
    client.force_login(make_user(None, is_superuser=True))
    assert getattr(client, method)(LIST + page.format(pk=case.pk)).status_code == 403
    assert Case.objects.exists()


def test_what_a_case_says_cannot_be_changed_by_posting_to_its_page(client, review, moderator):
    case = make_case(review)
    client.post(address_of(case), {"state": "closed", "kind": "other", "version": 7})
    assert (fresh(case).state, fresh(case).kind, fresh(case).version) == ("received", "copyright", 1)


def test_what_reporters_write_is_shown_as_text(client, review, moderator):
    case = make_case(
        review, explanation="<script>alert(1)</script>", name="<b>Noor</b>", address="javascript:alert(2)"
    )
    pages = page_of(client, case) + client.get(LIST).content.decode()
    assert "<script>alert" not in pages
    assert "<b>Noor" not in pages
    assert 'href="javascript' not in pages


def test_an_unknown_case_leads_back_to_the_desk(client, moderator):
    assert client.get(f"{LIST}999/change/").status_code == 302
    assert client.post(f"{LIST}999/decide/refuse/").status_code == 404


# The list


def test_the_list_shows_what_is_to_do_most_urgent_first(client, moderator):
    later = make_case(make_published(headline="Later"), kind="content")
    first = make_case(make_published(headline="First"))
    done = make_case(make_published(headline="Done"))
    services.refuse(done, by=moderator, version=1, **REASON)
    shown = client.get(LIST).context["cl"].result_list
    assert list(shown) == [first, later]
    closed = client.get(LIST, {"place": "closed"})
    assert list(closed.context["cl"].result_list) == [done]
    assert [(tab.place, tab.count, tab.is_here) for tab in closed.context["tabs"]] == [
        ("todo", "2", False), ("waiting", "0", False), ("counter", "0", False), ("hidden", "0", False),
        ("closed", "1", True),
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["M-2026-0002", "m-2026-2", " M2026-0002 ", "wanted"])
def test_a_case_is_found_by_its_reference_or_its_headline(client, moderator, asked):
    make_case(make_published(headline="Another"))
    wanted = make_case(make_published(headline="The Wanted One"))
    assert list(client.get(LIST, {"q": asked}).context["cl"].result_list) == [wanted]


def test_a_reporter_cannot_be_searched_for(client, review, moderator):
    make_case(review, name="Noor Verlinden", email="noor@example.org")
    for asked in ("Noor", "noor@example.org", "m-99999999999999999999-1", "M-9999-999999999"):
        assert list(client.get(LIST, {"q": asked}).context["cl"].result_list) == []


@pytest.mark.parametrize("page", ["list", "case"])
def test_one_case_and_three_cost_the_same_queries(client, moderator, page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(case):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST if page == "list" else address_of(case))
        return len(asked)

    case = make_case(make_published(lead=make_image()))
    services.claim(case, by=moderator, version=1)
    queries(case)
    one = queries(case)
    for _ in range(2):
        other = make_case(make_published(lead=make_image()))
        services.claim(other, by=moderator, version=1)
    assert queries(case) == one


# Deciding


def test_taking_a_case_puts_it_into_ones_hands(client, review, moderator):
    case = make_case(review)
    assert "Take this case" in page_of(client, case)
    response = press(client, case, "claim")
    assert response["Location"] == address_of(case)
    assert fresh(case).assigned_to == moderator
    page = page_of(client, case)
    assert "Assigned to you" in page
    assert "Ingrid M. took the case" in page
    assert "Take this case" not in page


def test_the_page_is_taken_down_with_words_for_readers_and_put_back(client, review, moderator):
    case = make_case(review)
    press(client, case, "take_page_down", **REASON, public_words="The owner asked us to.")
    assert client.get(review.path).status_code == 451
    assert "The owner asked us to." in client.get(review.path).content.decode()
    page = page_of(client, case)
    assert "Readers do not see it" in page
    assert "The picture is hers." in page
    press(client, case, "lift", reason="A mistake of ours.")
    assert client.get(review.path).status_code == 200
    assert "put it back" in page_of(client, case)
    assert "?act=lift" not in page_of(client, case)


def test_a_picture_is_chosen_and_hidden(client, review, moderator):
    case = make_case(review)
    other = make_image()
    assert press(client, case, "hide_picture", reason="", image=review.lead_image.pk).status_code == 200
    assert press(client, case, "hide_picture", **REASON, image=other.pk).status_code == 200
    assert not Restriction.objects.exists()
    press(client, case, "hide_picture", **REASON, image=review.lead_image.pk)
    assert client.get(f"/pictures/{review.lead_image.key}/480.jpg").status_code == 451
    assert "Hidden." in page_of(client, case)


def test_moderators_still_see_a_picture_that_readers_do_not(client, review, moderator):
    case = make_case(review)
    press(client, case, "hide_picture", **REASON, image=review.lead_image.pk)
    response = client.get(f"{LIST}{case.pk}/picture/{review.lead_image.key}.jpg")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in response["Cache-Control"]
    foreign = make_image()
    assert client.get(f"{LIST}{case.pk}/picture/{foreign.key}.jpg").status_code == 404


def test_the_case_says_how_many_other_pages_use_the_picture(client, review, moderator):
    make_published(lead=review.lead_image)
    make_published(lead=review.lead_image, at=MONDAY + timedelta(days=3))
    assert "Used on 1 other page." in page_of(client, make_case(review))


@pytest.mark.parametrize("verb", ["take_page_down", "refuse", "ask_for_what_is_missing"])
def test_a_decision_without_a_reason_is_sent_back_with_its_words(client, review, moderator, verb):
    case = make_case(review)
    response = press(client, case, verb, reason="  ", public_words="Gone for now.")
    page = response.content.decode()
    assert "Give your reason." in page
    assert f'href="#{verb}-reason"' in page
    assert fresh(case).version == 1
    if verb == "take_page_down":
        assert "Gone for now." in page


@pytest.mark.parametrize("reason", ["a\0b", "x" * 5001])
def test_a_reason_that_cannot_be_kept_is_answered_with_a_sentence(client, review, moderator, reason):
    case = make_case(review)
    assert press(client, case, "refuse", reason=reason).status_code == 200
    assert fresh(case).state == "received"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_version_that_is_none_decides_nothing(client, review, moderator, version):
    case = make_case(review)
    assert press(client, case, "refuse", **REASON, version=version).status_code in (400, 409)
    assert fresh(case).state == "received"


def test_the_second_of_two_moderators_is_told_and_keeps_their_words(client, review, moderator):
    case = make_case(review)
    services.refuse(case, by=make_user("moderator"), version=1, reason="Quotation.")
    response = press(client, case, "take_page_down", version=1, reason="Hers beyond doubt.")
    assert response.status_code == 409
    page = response.content.decode()
    assert "A colleague has moved this case on since you opened it." in page
    assert "Not acted on" in page
    assert "Quotation." in page
    assert not Restriction.objects.exists()


def test_the_words_of_the_second_are_still_in_the_form_when_the_step_is_still_open(client, review, moderator):
    case = make_case(review)
    services.claim(case, by=make_user("moderator"), version=1)
    page = press(client, case, "take_page_down", version=1, reason="Hers beyond doubt.").content.decode()
    assert "Hers beyond doubt." in page
    assert 'name="version" value="2"' in page


def test_who_has_a_hand_in_the_piece_is_told_so_and_sees_no_buttons(client, moderator):
    case = make_case(make_published(contributor=make_contributor(user=moderator)))
    page = page_of(client, case)
    assert "a colleague decides about it" in page
    assert "?act=" not in page
    assert press(client, case, "refuse", **REASON).status_code == 403


def test_what_another_case_hides_is_said(client, review, moderator):
    first, second = make_case(review), make_case(review)
    services.take_page_down(first, by=moderator, version=1, **REASON)
    assert "The piece is also hidden by M-2026-0001" in page_of(client, second)


def test_deciding_needs_a_token_and_a_post(review, moderator):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    case = make_case(review)
    assert press(strict, case, "refuse", **REASON).status_code == 403
    assert strict.get(reverse("admin:moderation_case_decide", args=[case.pk, "refuse"])).status_code == 405
    assert press(strict, case, "delete").status_code == 403
    assert fresh(case).state == "received"


def test_only_the_verbs_of_moderation_can_be_called(client, review, moderator):
    case = make_case(review)
    for verb in ("submit_report", "pictures_of", "unit", "now"):
        assert press(client, case, verb, **REASON).status_code == 404


def test_every_button_leaves_one_audit_entry(client, review, moderator):
    case = make_case(review)
    for verb in ("claim", "ask_for_what_is_missing", "take_page_down", "lift"):
        before = AuditEntry.objects.count()
        assert press(client, case, verb, **REASON).status_code == 302
        assert AuditEntry.objects.count() == before + 1
        assert AuditEntry.objects.first().actor == moderator


class TestWhoSaw:
    def test_who_reads_a_reporters_name_stands_in_the_log_once_an_hour(self, client, review, moderator):
        case = make_case(review)
        for minutes in (0, 20, 59):
            with clock.freeze(MONDAY + timedelta(minutes=minutes)):
                assert "Noor" in page_of(client, case)
        seen = AuditEntry.objects.filter(action="case.see_reporter")
        assert [(entry.actor, entry.object_id) for entry in seen] == [(moderator, case.pk)]
        with clock.freeze(MONDAY + timedelta(minutes=61)):
            assert "see_reporter" not in page_of(client, case)
        assert seen.all().count() == 2

    def test_an_auditor_sees_none_and_leaves_no_trace(self, client, review):
        client.force_login(make_user("auditor"))
        case = make_case(review)
        assert "Noor" not in page_of(client, case)
        assert not AuditEntry.objects.filter(action="case.see_reporter").exists()


class TestCalendar:
    ADD = "/admin/moderation/calendarexception/add/"

    def test_a_lead_closes_a_day_and_the_clocks_move_with_it(self, client, review):
        lead, writer = make_user("lead"), make_user("contributor")
        case = make_case(make_published(contributor=make_contributor(user=writer)))
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
        services.submit_counter_notice(fresh(case), by=writer, **COUNTER)
        planned = case.counter_notices.get().planned_at
        client.force_login(lead)
        day = (MONDAY + timedelta(days=2)).date()
        said = client.post(self.ADD, {"calendar": "statute", "day": day, "reason": "A storm."}, follow=True)
        assert "1 running clock" in said.content.decode()
        assert case.counter_notices.get().planned_at > planned
        told = AuditEntry.objects.get(action="calendar.except")
        assert (told.actor, told.facts["day"]) == (lead, day.isoformat())

    def test_a_day_needs_a_reason_and_stands_once(self, client):
        client.force_login(make_user("lead"))
        day = {"calendar": "house", "day": "2026-12-24"}
        assert "This field is required" in client.post(self.ADD, day).content.decode()
        client.post(self.ADD, day | {"reason": "Christmas Eve."})
        assert "already" in client.post(self.ADD, day | {"reason": "Again."}).content.decode()
        kept = CalendarException.objects.get()
        client.post(
            f"/admin/moderation/calendarexception/{kept.pk}/change/", {"is_open": "on", "reason": "We work."}
        )
        assert (fresh(kept).is_open, fresh(kept).reason) == (True, "We work.")
