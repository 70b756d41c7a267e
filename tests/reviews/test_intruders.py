"""What a contributor's account, or a link given to an outsider, must not open: one attempt a test."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from accounts import notices
from accounts.admin_site import FAILURES_AN_HOUR
from accounts.models import Sort
from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Authorship, Contributor, Review, Revision
from tests.desk import change, fields_of, parsed, words_of
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_image,
    make_published,
    make_review,
    make_user,
    picture,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with clock.freeze(NOON):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def type_into(review: Review, *, by, **changes) -> None:
    """What the page stores while somebody types."""
    copy = workflow.working_copy(review)
    workflow.autosave(review, copy.state | changes, by=by, version=copy.version)


# Addresses


def test_the_way_from_the_newsroom_to_the_site_does_not_tell_the_address_of_what_is_to_come():
    hidden = make_published(headline="Secret kumquat", at=NOON + DAY)
    kind = ContentType.objects.get_for_model(Review).pk
    client = signed_in(make_user(Role.CONTRIBUTOR))
    for spelt in (str(kind), f"+{kind}", f" {kind}"):
        answer = client.get(reverse("admin:view_on_site", args=[spelt, hidden.pk]))
        assert answer.status_code == 404, spelt
        assert "kumquat" not in answer.headers.get("Location", "") + answer.text
    answer = signed_in(make_user(Role.EDITOR)).get(reverse("admin:view_on_site", args=[kind, hidden.pk]))
    assert answer["Location"] == hidden.path


# Names


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_the_history_of_a_byline_tells_nobody_but_chiefs_who_made_it(role):
    writer = make_user(Role.CONTRIBUTOR, username="real.name", name="Real Name")
    posted = {"name": "Pen Name", "status": Contributor.Status.values[0]}
    assert signed_in(writer).post(reverse("admin:reviews_contributor_add"), posted).status_code == 302
    page = reverse("admin:reviews_contributor_history", args=[Contributor.objects.get(name="Pen Name").pk])
    seen = signed_in(make_user(role)).get(page).text
    assert "Added" in seen
    assert "Real Name" not in seen
    assert "real.name" not in seen
    assert "real.name" in signed_in(make_user(Role.CHIEF)).get(page).text
    assert "real.name" in signed_in(writer).get(page).text, "everybody knows their own name"


# Publishing


def test_with_four_eyes_a_byline_that_is_only_typed_counts_as_well(settings):
    settings.HALATION_FOUR_EYES = True
    editor = make_user(Role.EDITOR)
    review = make_review("ready")
    mine = make_contributor("Mine", user=editor)
    type_into(review, by=editor, authors=[author(mine)])
    with pytest.raises(workflow.Held):
        workflow.publish(fresh(review), by=editor, version=review.version)
    assert fresh(review).status == "ready"


def test_a_bundle_is_no_way_round_four_eyes(settings):
    settings.HALATION_FOUR_EYES = True
    editor = make_user(Role.EDITOR)
    review = make_review("ready")
    bundle = workflow.make_bundle("Friday", by=None)
    workflow.add_to_bundle(bundle, review, by=None, version=bundle.version)
    type_into(review, by=editor, authors=[author(make_contributor("Mine", user=editor))])
    with pytest.raises(workflow.BundleRefused) as refused:
        workflow.publish_bundle(
            bundle, by=editor, version=bundle.version, versions={review.pk: review.version}
        )
    assert "four eyes" in refused.value.outcomes[0].refused
    assert fresh(review).status == "ready"


def test_who_publishes_their_own_cannot_type_in_a_byline_that_goes_through_an_editor(settings):
    settings.HALATION_HELD_PIECES = 0
    writer = make_user(Role.CONTRIBUTOR)
    mine = make_contributor("Mine", user=writer, publishes_own=True)
    review = make_review(by=writer, authors=[author(mine)])
    doubted = make_contributor("Doubted", standing=Contributor.Standing.UNDER_REVIEW)
    type_into(review, by=writer, authors=[author(mine), author(doubted)])
    with pytest.raises(workflow.Held):
        workflow.publish(fresh(review), by=writer, version=review.version)
    assert fresh(review).status == "draft"
    assert not Authorship.objects.filter(review=review, contributor=doubted).exists()


def test_with_four_eyes_nobody_publishes_their_own_name_into_a_live_piece(settings):
    settings.HALATION_FOUR_EYES = True
    editor = make_user(Role.EDITOR)
    review = make_published()
    type_into(review, by=editor, authors=[author(make_contributor("Mine", user=editor))])
    with pytest.raises(workflow.Held):
        workflow.publish_change(fresh(review), by=editor, version=review.version)


def test_with_four_eyes_nobody_sets_a_time_for_their_own_name_in_a_live_piece(settings):
    settings.HALATION_FOUR_EYES = True
    editor = make_user(Role.EDITOR)
    review = make_published()
    type_into(review, by=editor, authors=[author(make_contributor("Mine", user=editor))])
    with pytest.raises(workflow.Held):
        workflow.schedule_change(fresh(review), by=editor, version=review.version, at=NOON + DAY)
    assert not Revision.objects.filter(review=review).scheduled().exists()


def test_a_writer_adds_nothing_to_the_history_of_what_an_editor_has():
    writer = make_user(Role.CONTRIBUTOR)
    review = make_review(by=writer)
    posted = fields_of(signed_in(writer).get(change(review)))
    workflow.submit(review, by=writer, version=review.version)
    copy = workflow.working_copy(review)
    workflow.save(review, copy.state, by=make_user(Role.EDITOR), version=copy.version)
    before = Revision.objects.filter(review=review).count()
    answer = signed_in(writer).post(change(review), posted | {"act": "publish"})
    assert answer.status_code == 403
    assert Revision.objects.filter(review=review).count() == before


# Letters


@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_headline_writes_a_header_of_a_letter(between):
    account = make_user(Role.EDITOR, email="editor@example.org")
    notices.tell([account], Sort.SENT_BACK, f"“A{between}Bcc: all@example.org” was sent back to you.")
    assert notices.send_mail(NOON) == 1
    (letter,) = mail.outbox
    assert letter.recipients() == ["editor@example.org"]
    assert len(letter.subject.splitlines()) == 1
    assert letter.message()["Bcc"] is None


# Signing in in place


SIGN_IN = reverse("admin:sign_in")
RIGHT = "correct horse battery"


def sign_in(client, username, password=RIGHT, **more):
    return client.post(SIGN_IN, {"username": username, "password": password}, **more)


def test_signing_in_in_place_needs_the_token_of_the_page():
    user = make_user(Role.EDITOR)
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, user.username).status_code == 403
    token = client.get(SIGN_IN).json()["token"]
    answer = sign_in(client, user.username, headers={"X-CSRFToken": token})
    assert answer.json()["account"] == user.pk
    assert answer.json()["token"][-32:] != token[-32:]


def test_signing_in_in_place_begins_a_session_of_its_own():
    first, second = make_user(Role.EDITOR), make_user(Role.EDITOR)
    client = signed_in(first)
    session = client.session
    session["mine"] = "of the first"
    session.save()
    before = client.session.session_key
    assert sign_in(client, second.username).json()["account"] == second.pk
    assert client.session.session_key != before
    assert "mine" not in client.session


def test_signing_in_in_place_tells_nothing_of_accounts():
    there = make_user(Role.EDITOR)
    gone = make_user(Role.EDITOR, is_active=False)
    answers = [
        sign_in(Client(), name, password)
        for name, password in ((there.username, "wrong"), ("nobody.here", "wrong"), (gone.username, RIGHT))
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert len({tuple(answer.json()["errors"]) for answer in answers}) == 1
    assert all(answer.json()["account"] is None and answer.json()["name"] == "" for answer in answers)
    assert sign_in(Client(), make_user(None).username).json()["account"] is None


@pytest.mark.parametrize("door", ["sign_in", "login"])
def test_passwords_cannot_be_guessed_all_day_from_one_network(door):
    user, others = make_user(Role.EDITOR), {"REMOTE_ADDR": "203.0.113.9"}
    address = reverse(f"admin:{door}")
    for _ in range(FAILURES_AN_HOUR):
        Client().post(address, {"username": user.username, "password": "wrong"})
    right = {"username": user.username, "password": RIGHT}
    refused = Client().post(address, right)
    assert "Too many attempts" in refused.content.decode()
    assert "session" not in refused.cookies
    assert "Too many" not in Client(**others).post(address, right).content.decode()
    with clock.freeze(NOON + timedelta(hours=1)):
        assert "Too many" not in Client().post(address, right).content.decode()


def test_the_password_stays_out_of_reports_of_errors():
    request = sign_in(Client(), "somebody", "wrong").wsgi_request
    told = SafeExceptionReporterFilter().get_post_parameters(request)
    assert "wrong" not in told.values()


# Links for outsiders


def test_a_link_shows_no_more_than_whoever_made_it_may_still_see():
    writer = make_user(Role.CONTRIBUTOR)
    review = make_review(by=writer, headline="What the editor makes of it")
    _link, token = workflow.share_preview(review, by=writer, label="Myself", days=90)
    client = Client()
    page = client.get(reverse("preview", args=[token]) + "/")["Location"]
    assert client.get(page).status_code == 200
    writer.is_active = False
    writer.save()
    assert client.get(page).status_code == 404


# Pictures


def test_the_library_counts_no_pieces_that_one_may_not_see():
    image = make_image(by=None)
    writer = make_user(Role.CONTRIBUTOR)
    make_review(by=make_user(Role.CONTRIBUTOR), pictures=[picture(image)])
    make_published(pictures=[picture(image)])

    def counted(user):
        page = parsed(signed_in(user).get(reverse("admin:images_image_changelist")))
        return [words_of(cell) for cell in page.iter("td") if cell.get("class") == "field-times_used"]

    assert (counted(make_user(Role.EDITOR)), counted(writer)) == (["2"], ["1"])


@pytest.mark.parametrize("at", [NOON - DAY, NOON + DAY], ids=["live", "scheduled"])
def test_a_published_piece_whose_headline_and_text_are_being_typed_anew_can_be_looked_at(at):
    review = make_published(headline="As it was", at=at)
    type_into(review, by=None, headline=" ", body="")
    _link, token = workflow.share_preview(review, by=None, label="The distributor")
    client = Client()
    page = client.get(client.get(reverse("preview", args=[token]) + "/")["Location"])
    assert page.status_code == 200
    assert "As it was" not in page.text
    editor = signed_in(make_user(Role.EDITOR))
    posted = fields_of(editor.get(change(review)))
    address = reverse("admin:reviews_review_preview", args=[review.pk])
    assert editor.post(address, posted | {"headline": "", "body": ""}).status_code == 200
    assert fresh(review).headline == "As it was"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_no_moment_in_an_address_is_too_much_for_what_will_happen(moment):
    client = signed_in(make_user(Role.CONTRIBUTOR))
    answer = client.get(reverse("admin:reviews_review_coming"), {"after": f"{moment},0,1"})
    assert answer.status_code == 200
