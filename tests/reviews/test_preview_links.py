"""A text that is not published, shown to somebody without an account: as long as the newsroom likes, and no longer."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import PreviewLink, PreviewOpening, Restriction
from reviews.restrictions import restrict
from reviews.views import shared
from tests.desk import messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_link,
    make_published,
    make_review,
    make_user,
    put_columns,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with clock.freeze(NOON):
        yield


def screen(review) -> str:
    return reverse("admin:reviews_review_preview_links", args=[review.pk])


def share(piece, **given) -> tuple[PreviewLink, str]:
    return workflow.share_preview(piece, **{"by": None, "label": "The distributor"} | given)


def opened(token, client=None, **headers):
    """What somebody sees who opens the link, and their browser."""
    client = client or Client()
    return client.get(f"/preview/{token}/", follow=True, headers={"user-agent": FIREFOX} | headers)


class TestOpening:
    def test_shows_the_text_and_that_it_is_not_published(self):
        _link, token = share(make_review(headline="Moss and soup", body="<p>Of moss.</p>"))
        response = opened(token)
        assert response.status_code == 200
        assert "<h1>Moss and soup</h1>" in response.text
        assert "Not published. Please do not share." in response.text

    def test_takes_the_token_out_of_the_address_into_a_cookie_for_it_alone(self):
        link, token = share(make_review())
        client = Client()
        first = client.get(f"/preview/{token}/")
        assert (first.status_code, first["Location"]) == (302, f"/preview/read/{link.handle}/")
        cookie = first.cookies["preview"]
        assert cookie.value == token
        assert cookie["path"] == first["Location"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")
        second = client.get(first["Location"])
        assert second.status_code == 200
        assert token not in second.text
        assert not second.cookies

    def test_the_address_alone_opens_nothing(self):
        link, _token = share(make_review(headline="Moss and soup"))
        response = Client().get(f"/preview/read/{link.handle}/")
        assert response.status_code == 404
        assert "Moss" not in response.text

    def test_nor_does_the_token_of_another_link(self):
        link, _token = share(make_review())
        _other, token = share(make_review())
        client = Client()
        client.cookies["preview"] = token
        assert client.get(f"/preview/read/{link.handle}/").status_code == 404

    @pytest.mark.parametrize("behind", ["", "/)", "/?utm=x", "."])
    def test_works_with_what_a_mail_puts_behind_it(self, behind):
        _link, token = share(make_review())
        assert Client().get(f"/preview/{token}{behind}", follow=True).status_code == 200

    def test_shows_a_film_under_embargo_and_the_piece_s_pictures(self):
        film = make_film("Bound")
        make_embargo(film, NOON + DAY)
        _link, token = share(make_review(film=film, lead=make_image()))
        client = Client()
        html = opened(token, client).text.replace("&amp;", "&")
        assert "Bound" in html
        [address] = re.findall(r'src="(/pictures/[^"]+)"', html)
        assert Client().get(address).status_code == 200

    def test_shows_the_latest_saved_text(self):
        piece = make_published(headline="Old")
        _link, token = share(piece)
        rewrite(piece, headline="New")
        assert "<h1>New</h1>" in opened(token).text

    def test_or_the_one_that_it_was_made_for(self):
        piece = make_review(headline="Old")
        _link, token = share(piece, revision=piece.revisions.first())
        rewrite(piece, headline="New")
        assert "<h1>Old</h1>" in opened(token).text

    def test_tells_no_account_behind_a_pen_name_and_no_number_of_ours(self):
        user = make_user(Role.CONTRIBUTOR, username="realname")
        piece = make_review(by=user, contributor=make_contributor("Ada Moss", user=user, is_pen_name=True))
        piece = put_columns(piece, headline="Moss")
        _link, token = share(piece, by=user)
        response = opened(token)
        assert "Ada Moss" in response.text
        assert "realname" not in response.text
        assert f"/{piece.pk}/" not in response.text

    def test_is_for_looking_only(self):
        link, token = share(make_review())
        for address in (f"/preview/{token}/", f"/preview/read/{link.handle}/"):
            assert Client().post(address).status_code == 405


class TestRefusing:
    """Whatever the reason, the page is the same to the letter."""

    REASONS = {
        "expired": lambda link: put_columns(link, expires_at=NOON + timedelta(seconds=1)),
        "revoked": lambda link: workflow.revoke_preview(link, by=None),
        "binned": lambda link: put_columns(link.review, deleted_at=NOON),
        "taken down": lambda link: restrict(mode=Restriction.Mode.FULL, review=link.review),
        "deleted": lambda link: link.delete(),
    }

    @pytest.mark.parametrize("reason", REASONS)
    def test_a_link_that_shows_nothing_any_more(self, reason):
        link, token = share(make_review(headline="Moss and soup"))
        assert opened(token).status_code == 200
        self.REASONS[reason](link)
        with clock.freeze(NOON + timedelta(seconds=1)):
            response = opened(token)
        refusal = opened("x" * 43)
        assert response.status_code == refusal.status_code == 404
        assert response.content == refusal.content
        same = {"Content-Length", "Cache-Control", "Referrer-Policy", "X-Robots-Tag"}
        assert {name: response[name] for name in same} == {name: refusal[name] for name in same}

    def test_a_link_given_out_before_the_piece_was_withdrawn(self):
        piece = make_published(at=NOON - DAY)
        _link, before = share(piece)
        with clock.freeze(NOON + HOUR):
            workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
            assert opened(before).status_code == 404
            _link, after = share(fresh(piece))
            assert opened(after).status_code == 200

    def test_a_text_whose_restricted_passage_is_lost(self):
        piece = make_published(body="<p>Moss is red.</p>")
        _link, token = share(piece)
        restrict(mode=Restriction.Mode.PASSAGE, review=piece, locator={"quote": "Moss is red."})
        assert "Moss is red" not in opened(token).text
        copy = workflow.working_copy(piece)
        put_columns(copy, state=copy.state | {"body": "<p>Moss is rather red.</p>"})
        assert opened(token).status_code == 404

    @pytest.mark.parametrize("token", ["x", "x" * 42, "x" * 44, "x" * 5000, "é" * 43])
    def test_what_cannot_be_a_token_is_an_address_like_any_other(self, token):
        assert Client().get(f"/preview/{token}/").status_code == 404
        piece = put_columns(make_published(headline="From the old site"), path="/preview/the-thing/")
        assert piece.headline in Client().get(piece.path).text

    def test_more_openings_from_one_network_than_anybody_needs(self, monkeypatch):
        monkeypatch.setattr(shared, "OPENINGS_AN_HOUR", 2)
        _link, token = share(make_review(headline="Moss and soup"))
        assert [opened(token).status_code for _ in range(3)] == [200, 200, 429]
        assert "Moss" not in opened(token).text
        with clock.freeze(NOON + HOUR):
            assert opened(token).status_code == 200


@pytest.mark.parametrize("works", [True, False])
def test_no_answer_is_kept_found_framed_or_told_elsewhere(works):
    _link, token = share(make_review(lead=make_image()))
    client = Client()
    address = f"/preview/{token if works else 'x' * 43}/"
    for response in (client.get(address), client.get(client.get(address)["Location"])):
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["X-Frame-Options"] == "DENY"
        policy = response["Content-Security-Policy"]
        assert all(rule in policy for rule in ("frame-ancestors 'none'", "script-src 'none'"))
        assert "http" not in policy
        assert not {"Surrogate-Key", "ETag", "Last-Modified", "Vary"} & set(response.headers)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)[^"]*"', response.text)


def test_the_token_is_nowhere_kept_and_in_no_log(caplog, client):
    editor, piece = make_user(Role.EDITOR), make_review()
    client.force_login(editor)
    with caplog.at_level(logging.DEBUG):
        page = client.post(screen(piece), {"label": "The distributor", "days": "7", "revision": ""})
        token = re.search(r"/preview/([\w-]{43})/", page.text)[1]
        assert opened(token).status_code == 200
        workflow.revoke_preview(PreviewLink.objects.get(), by=editor)
        assert opened(token).status_code == 404
    assert "/preview/read/" in caplog.text
    assert token not in caplog.text
    kept = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if token in repr(list(model.objects.values_list()))
    }
    assert kept == set()
    assert token not in client.get(screen(piece)).text


class TestOpenings:
    def test_are_listed_with_the_browser_s_kind_and_nothing_else(self, client):
        link, token = share(make_review(headline="Moss"))
        opened(token)
        [opening] = PreviewOpening.objects.all()
        assert (opening.link, opening.opened_at, opening.browser) == (link, NOON, "Firefox on Windows")
        assert {field.name for field in PreviewOpening._meta.fields} == {"id", "link", "opened_at", "browser"}
        client.force_login(make_user(Role.EDITOR))
        listed = words_of(parsed(client.get(screen(link.review))).find(".//ul[@class='given-links']"))
        assert "Opened 1 time 9 Feb 2024, 13:00, Firefox on Windows" in listed.replace("Fri ", "")

    def test_reading_on_is_the_same_visit(self):
        _link, token = share(make_review())
        client = Client()
        for minutes in (0, 5, 20):
            with clock.freeze(NOON + timedelta(minutes=minutes)):
                opened(token, client)
        assert PreviewOpening.objects.count() == 2

    def test_a_program_that_only_follows_the_link_has_not_opened_it(self):
        """As those that draw a card of every address in a chat."""
        link, token = share(make_review())
        Client().get(f"/preview/{token}/")
        Client().get(f"/preview/read/{link.handle}/")
        client = Client()
        client.head(client.get(f"/preview/{token}/")["Location"])
        assert not PreviewOpening.objects.exists()

    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            (FIREFOX, "Firefox on Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
            ("Mozilla/5.0 (Linux; Android 14) Chrome/125.0 Mobile Safari/537.36", "Chrome on Android"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/125.0 Safari/537.36 Edg/125.0", "Edge on Mac"),
            ("curl/8.0", "Another program"),
            ("", "Another program"),
        ],
    )  # fmt: skip
    def test_how_a_browser_is_named(self, agent, words):
        assert shared.browser_of(agent) == words


class TestMaking:
    def test_a_link_lasts_a_week(self):
        link, _token = share(make_review())
        assert link.expires_at == NOON + 7 * DAY
        assert link.is_open(NOON + 7 * DAY - timedelta(seconds=1))
        assert not link.is_open(NOON + 7 * DAY)

    @pytest.mark.parametrize("days", [0, 91])
    def test_or_up_to_ninety_days(self, days):
        assert share(make_review(), days=90)[0].expires_at == NOON + 90 * DAY
        with pytest.raises(workflow.WrongStep):
            share(make_review(), days=days)

    def test_it_says_for_whom(self):
        with pytest.raises(workflow.WrongStep, match="for whom"):
            share(make_review(), label=" ")

    def test_it_goes_into_the_audit_log_by_number_alone(self):
        editor, piece = make_user(Role.EDITOR), make_review()
        link, token = share(piece, by=editor)
        workflow.revoke_preview(link, by=editor)
        made, revoked = AuditEntry.objects.filter(action__endswith="_preview").order_by("seq")
        assert (made.action, revoked.action) == ("review.share_preview", "review.revoke_preview")
        assert (made.actor, made.object_id) == (editor, piece.pk)
        assert made.facts == {"link": link.pk, "days": 7}
        assert token not in repr(made.facts)

    def test_revoking_twice_is_one_revocation(self):
        link, _token = share(make_review())
        workflow.revoke_preview(link, by=None)
        with clock.freeze(NOON + HOUR):
            workflow.revoke_preview(link, by=None)
        assert fresh(link).revoked_at == NOON
        assert AuditEntry.objects.filter(action="review.revoke_preview").count() == 1

    def test_a_writer_still_revokes_their_link_when_the_editor_has_the_piece(self):
        writer = make_user(Role.CONTRIBUTOR)
        piece = make_review(by=writer)
        link, _token = share(piece, by=writer)
        of_the_editor, _token = share(piece, by=make_user(Role.EDITOR))
        workflow.submit(piece, by=writer, version=piece.version)
        workflow.revoke_preview(fresh(link), by=writer)
        assert fresh(link).revoked_by == writer
        for forbidden in (
            lambda: share(fresh(piece), by=writer),
            lambda: workflow.revoke_preview(fresh(of_the_editor), by=writer),
        ):
            with pytest.raises(PermissionDenied):
                forbidden()


class TestScreen:
    @pytest.fixture
    def editor(self, client):
        user = make_user(Role.EDITOR)
        client.force_login(user)
        return user

    def test_a_link_is_made_and_shown_once(self, client, editor, settings):
        piece = make_review(headline="Moss")
        page = client.post(screen(piece), {"label": "The distributor", "days": "30", "revision": "1"})
        link = PreviewLink.objects.get()
        address = parsed(page).find(".//input[@id='the-link']").get("value")
        assert address.startswith(f"{settings.SITE_URL}/preview/")
        assert opened(address.rsplit("/", 2)[1]).status_code == 200
        assert (link.label, link.created_by, link.revision) == (
            "The distributor",
            editor,
            piece.revisions.get(),
        )
        assert link.expires_at == NOON + 30 * DAY
        assert "no-store" in page["Cache-Control"]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"label": "", "days": "7"}, "Say for whom the link is"),
            ({"label": "A", "days": "400"}, "between 1 and 90 days"),
            ({"label": "A", "days": "7", "revision": "99"}, "That version is no longer there"),
        ],
    )
    def test_what_is_wrong_is_said(self, client, editor, given, sentence):
        page = client.post(screen(make_review()), given)
        assert page.status_code == 422
        assert sentence in page.text
        assert not PreviewLink.objects.exists()

    def test_a_link_is_revoked(self, client, editor):
        link = make_link(make_review())
        page = client.post(screen(link.review), {"revoke": link.pk}, follow=True)
        assert messages_of(page) == "The link for The distributor is revoked. It shows nothing any more."
        assert fresh(link).revoked_by == editor
        assert "Revoke</button>" not in page.text

    def test_a_link_of_another_piece_is_none_of_its_business(self, client, editor):
        link = make_link(make_review())
        client.post(screen(make_review()), {"revoke": link.pk})
        assert fresh(link).revoked_at is None

    def test_another_s_piece_is_not_there(self, client):
        client.force_login(make_user(Role.CONTRIBUTOR))
        link = make_link(make_review(headline="Moss"), "A secret reader")
        for response in (
            client.get(screen(link.review)),
            client.post(screen(link.review), {"revoke": link.pk}),
        ):
            assert response.status_code == 302
        assert fresh(link).revoked_at is None

    def test_a_writer_sees_no_account_behind_a_pen_name(self, client):
        hidden, writer = make_user(Role.CONTRIBUTOR, username="realname"), make_user(Role.CONTRIBUTOR)
        ada = make_contributor("Ada Moss", user=hidden, is_pen_name=True)
        piece = make_review(contributors=[ada, make_contributor(user=writer)])
        make_link(piece, created_by=hidden)
        client.force_login(writer)
        page = client.get(screen(piece)).text
        assert "by Ada Moss" in page
        assert "realname" not in page

    def test_three_links_cost_what_one_costs(self, client, editor):
        piece = make_review()

        def add():
            link = make_link(piece, created_by=make_user())
            PreviewOpening.objects.create(link=link, opened_at=NOON, browser="Firefox")

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(screen(piece))
            return len(asked)

        add()
        one = cost()
        add(), add()
        assert cost() <= one
