"""What readers are told of mistakes and updates, where it stands, and what stays silent."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.models import Correction
from reviews.purging import keys_of
from reviews.restrictions import lift, restrict
from reviews.turning import Turning
from reviews.views import lists
from tests import markup
from tests.desk import change, fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_film,
    make_published,
    make_review,
    make_user,
    put_columns,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor():
    return make_user("editor")


@pytest.fixture
def piece():
    return make_published(at=NOON - DAY, headline="On Moss", dek="Green.")


def correct(piece, text="The cook is Stefan.", by=None, at=NOON):
    with clock.freeze(at):
        return workflow.correct(fresh(piece), by=by, version=fresh(piece).version, text=text)


def publish_change(piece, updated=None, **changes):
    rewrite(fresh(piece), **changes)
    workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version, updated=updated)
    return fresh(piece)


def machines(client, piece) -> dict:
    """What the page tells machines."""
    html = client.get(piece.path).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def feed_item(client):
    return ElementTree.fromstring(client.get("/feed/").content).find("channel/item")


def lastmod(client):
    return ElementTree.fromstring(client.get("/sitemap-2024.xml").content).findtext(
        f"{SITEMAP}url/{SITEMAP}lastmod"
    )


class TestCorrecting:
    def test_it_is_dated_signed_in_the_log_and_told_to_every_page_of_the_piece(self, piece, editor):
        Change.objects.all().delete()
        correction = correct(piece, "  The cook is Stefan.\r\nNot Stefaan. ", editor)
        assert (correction.text, correction.made_at) == ("The cook is Stefan.\nNot Stefaan.", NOON)
        entry = AuditEntry.objects.get(action="correction.make")
        assert (entry.actor, entry.object_id, entry.facts) == (editor, correction.pk, {"review": piece.pk})
        assert set(Change.objects.values_list("key", flat=True)) >= keys_of(piece) | {"latest"}

    def test_a_button_pressed_twice_makes_one(self, piece, editor):
        workflow.correct(piece, by=editor, version=piece.version, text="Once.")
        with pytest.raises(workflow.Conflict):
            workflow.correct(fresh(piece), by=editor, version=piece.version - 1, text="Once.")
        assert Correction.objects.count() == 1

    @pytest.mark.parametrize(
        ("text", "sentence"), [(" \n ", "Say what was wrong"), ("x" * 2001, "is 2,001 char")]
    )
    def test_it_says_something_and_not_too_much(self, piece, text, sentence):
        with pytest.raises(workflow.WrongStep, match=sentence):
            correct(piece, text)

    def test_what_readers_have_not_seen_is_changed_and_not_corrected(self):
        with pytest.raises(workflow.WrongStep, match="have not seen this piece yet"):
            correct(make_published(at=NOON + DAY))


class TestWhereItStands:
    def test_below_the_piece_and_in_what_machines_are_told(self, client, piece):
        correct(piece)
        correct(piece, "It was soup.", at=NOON + HOUR)
        with clock.freeze(NOON + DAY):
            html = client.get(piece.path).content.decode()
            assert "<b>Corrected on 9 February 2024.</b> The cook is Stefan." in html
            assert 'href="/corrections/"' in html.partition('class="footer"')[0]
            told = machines(client, piece)
        assert told["correction"] == [
            {
                "@type": "CorrectionComment",
                "text": "It was soup.",
                "datePublished": "2024-02-09T13:00:00+00:00",
            },
            {
                "@type": "CorrectionComment",
                "text": "The cook is Stefan.",
                "datePublished": "2024-02-09T12:00:00+00:00",
            },
        ]
        assert told["dateModified"] == "2024-02-09T13:00:00+00:00"

    def test_in_the_feed_and_in_the_sitemap(self, client, piece):
        correct(piece)
        item = feed_item(client)
        assert item.findtext("description") == "Green.\n\nCorrected on 9 February 2024. The cook is Stefan."
        assert item.findtext(f"{ATOM}updated") == "2024-02-09T12:00:00+00:00"
        assert lastmod(client).startswith("2024-02-09T")

    def test_on_the_page_of_corrections_newest_first(self, client, piece):
        film = make_film("Here", 2023)
        other = make_published(at=NOON - DAY, headline="HERE Review: Soup", film=film)
        correct(piece, "First.", at=NOON - HOUR)
        correct(other, "Second.")
        html = client.get("/corrections/").content.decode()
        page = parsed(client.get("/corrections/"))
        assert [words_of(li) for li in next(page.iter("ol"))] == [
            "HERE Review: Soup 9 February 2024. Second.",
            "On Moss 9 February 2024. First.",
        ]
        assert '<cite class="caps">HERE</cite>' in html
        assert markup.errors(html) == []

    def test_an_empty_page_has_no_list(self, client, piece):
        answer = client.get("/corrections/")
        html = answer.content.decode()
        assert "Nothing has had to be corrected." in html
        assert list(parsed(answer).iter("ol")) == []
        assert markup.errors(html) == []

    def test_a_piece_that_is_gone_takes_its_corrections_along(self, client, piece):
        correct(piece, "Qzwords.")
        correct(make_published(at=NOON - DAY), "Shown.")
        workflow.withdraw(fresh(piece), by=None, version=fresh(piece).version, reason="Wrong film.")
        html = client.get("/corrections/").content.decode()
        assert "Shown." in html
        assert "Qzwords." not in html
        put_columns(piece, status="draft", visible_from=None, ordered_at=None, withdrawn_at=None)
        assert "Qzwords." not in client.get("/corrections/").content.decode()

    def test_pages_are_turned_without_a_gap_or_a_double(self, client, piece, monkeypatch):
        by_two = Turning(lists.told_corrections.build, 2, by="made_at")
        monkeypatch.setattr(lists, "told_corrections", by_two)
        for number in range(5):
            Correction.objects.create(review=piece, made_at=NOON - number // 2 * HOUR, text=f"No {number}.")
        seen, address = [], "/corrections/"
        while address:
            page = parsed(client.get(address))
            seen.append(re.findall(r"No (\d)", " ".join(words_of(li) for li in next(page.iter("ol")))))
            older = [a.get("href") for a in page.iter("a") if a.get("rel") == "next"]
            address = older and f"/corrections/{older[0]}"
        assert seen == [["1", "0"], ["3", "2"], ["4"]]
        newer = next(a.get("href") for a in page.iter("a") if a.get("rel") == "prev")
        back = parsed(client.get(f"/corrections/{newer}"))
        assert re.findall(r"No (\d)", words_of(next(back.iter("ol")))) == ["3", "2"]
        assert client.get("/corrections/?older=moss").status_code == 404

    def test_a_stale_page_is_known_to_be_stale(self, client, piece):
        """Whatever brings a correction into sight or out of it names a key of the page."""
        hidden = make_published(at=NOON - DAY)
        correct(hidden)
        workflow.withdraw(fresh(hidden), by=None, version=fresh(hidden).version, reason="Wrong film.")
        keys = set(client.get("/corrections/").headers["Surrogate-Key"].split())
        acts = [
            lambda: workflow.publish(fresh(hidden), by=None, version=fresh(hidden).version),
            lambda: correct(piece),
            lambda: publish_change(piece, headline="On Other Moss"),
        ]
        for act in acts:
            Change.objects.all().delete()
            act()
            assert keys & set(Change.objects.values_list("key", flat=True)), act


class TestWhileAPassageIsRestricted:
    """A correction may repeat what was taken down, so its words are nowhere; that there is one is no secret."""

    WORDS = "Qzcook is Stefan."

    @pytest.fixture
    def corrected(self, piece):
        publish_change(piece, updated="Qzmoved", body="<p>The cook is Stefaan. He is tall.</p>")
        correct(piece, self.WORDS)
        return fresh(piece)

    def everywhere(self, client, piece) -> dict[str, str]:
        return {
            address: client.get(address).content.decode()
            for address in (piece.path, "/corrections/", "/feed/")
        }

    def test_its_words_stand_nowhere_and_its_date_everywhere(self, client, corrected):
        for html in self.everywhere(client, corrected).values():
            assert self.WORDS in html
        hidden = restrict(mode="passage", review=corrected, locator={"quote": "The cook is Stefaan."})
        with clock.freeze(NOON + HOUR):
            after = self.everywhere(client, corrected)
            assert [address for address, html in after.items() if "Qz" in html] == []
            assert "<b>Corrected on 9 February 2024.</b> What it says is not shown" in after[corrected.path]
            assert "<b>Updated 9 February 2024.</b>" in after[corrected.path]
            assert "What it says is not shown" in after["/corrections/"]
            assert "Updated 9 February 2024.\n\nCorrected on 9 February 2024." in after["/feed/"]
            assert machines(client, corrected)["correction"] == [
                {"@type": "CorrectionComment", "datePublished": "2024-02-09T12:00:00+00:00"}
            ]
            lift(hidden)
        with clock.freeze(NOON + DAY):
            for html in self.everywhere(client, corrected).values():
                assert self.WORDS in html

    def test_also_in_a_preview(self, client, corrected, editor):
        client.force_login(editor)
        restrict(mode="passage", review=corrected, locator={"quote": "The cook is Stefaan."})
        address = reverse("admin:reviews_review_preview", args=[corrected.pk])
        with clock.freeze(NOON + HOUR):
            pages = [client.get(address, {"as": look}).content.decode() for look in ("page", "feed")]
        assert all("Corrected on 9 February 2024." in html and "Qz" not in html for html in pages)

    def test_those_of_other_pieces_and_of_other_times_are_read(self, client, corrected, piece):
        correct(make_published(at=NOON - DAY, headline="Soup"), "Shown.")
        restrict(mode="passage", review=corrected, locator={"quote": "He is tall."}, starts_at=NOON + DAY)
        html = client.get("/corrections/").content.decode()
        assert self.WORDS in html
        assert "Shown." in html
        with clock.freeze(NOON + DAY):
            html = client.get("/corrections/").content.decode()
        assert self.WORDS not in html
        assert "Shown." in html

    def test_a_restricted_piece_takes_its_corrections_along(self, client, corrected):
        restrict(mode="full", review=corrected)
        with clock.freeze(NOON + HOUR):
            html = client.get("/corrections/").content.decode()
        assert corrected.headline not in html
        assert "Qz" not in html

    def test_the_page_of_corrections_is_told(self, client, corrected):
        keys = set(client.get("/corrections/").headers["Surrogate-Key"].split())
        Change.objects.all().delete()
        restrict(mode="passage", review=corrected, locator={"quote": "He is tall."})
        assert keys & set(Change.objects.values_list("key", flat=True))


class TestUpdated:
    def test_a_spelling_mistake_changes_no_date_anywhere(self, client, piece):
        before = client.get("/feed/").content
        publish_change(piece, body="<p>Green, of course.</p>")
        assert "dateModified" not in machines(client, piece)
        assert "Updated" not in client.get(piece.path).content.decode()
        assert "modified_time" not in client.get(piece.path).content.decode()
        assert (lastmod(client), feed_item(client).find(f"{ATOM}updated")) == (None, None)
        assert client.get("/feed/").content == before

    def test_what_readers_are_told_stands_on_the_piece_and_everywhere_else(self, client, piece):
        publish_change(piece, updated="the release has moved", body="<p>In April.</p>")
        html = client.get(piece.path).content.decode()
        assert "<b>Updated 9 February 2024:</b> <span>the release has moved</span>" in html
        assert 'property="article:modified_time" content="2024-02-09T13:00:00+01:00"' in html
        assert markup.errors(html) == []
        assert machines(client, piece)["dateModified"] == "2024-02-09T12:00:00+00:00"
        assert "correction" not in machines(client, piece)
        item = feed_item(client)
        assert item.findtext("description") == "Green.\n\nUpdated 9 February 2024: the release has moved"
        assert item.findtext(f"{ATOM}updated") == "2024-02-09T12:00:00+00:00"
        assert lastmod(client).startswith("2024-02-09T")

    def test_the_date_alone_will_do_and_the_next_spelling_mistake_leaves_it(self, client, piece):
        publish_change(piece, updated="")
        with clock.freeze(NOON + DAY):
            publish_change(piece, dek="Greener.")
            assert "<b>Updated 9 February 2024.</b>" in client.get(piece.path).content.decode()

    def test_what_readers_have_not_seen_is_not_updated(self):
        piece = make_published(at=NOON + DAY)
        with pytest.raises(workflow.WrongStep, match="have not seen"):
            publish_change(piece, updated="")
        assert fresh(piece).updated_at is None

    def test_how_a_film_was_seen_stands_in_the_feed_too(self, client):
        make_published(at=NOON - DAY, dek="Green.", disclosure="Seen on a screener.")
        assert feed_item(client).findtext("description") == "Green.\n\nSeen on a screener."


class TestAtTheDesk:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, editor):
        client.force_login(editor)

    def post(self, client, piece, act, **typed):
        page = client.get(change(piece))
        return client.post(change(piece), fields_of(page) | {"act": act} | typed, follow=True)

    def test_a_correction_is_made_from_the_writing_page(self, client, piece, editor):
        answer = self.post(client, piece, "correct", correction="The cook is Stefan.")
        assert messages_of(answer) == "The correction is published."
        assert Correction.objects.get().by == editor
        assert "Corrected 9 February 2024." in answer.content.decode()
        refused = self.post(client, piece, "correct", correction=" ")
        assert "Say what was wrong" in messages_of(refused)
        assert Correction.objects.count() == 1

    def test_readers_are_told_of_an_update_only_when_somebody_says_so(self, client, piece):
        self.post(client, piece, "change", dek="Greener.")
        assert (fresh(piece).dek, fresh(piece).updated_at) == ("Greener.", None)
        self.post(client, piece, "save", tell_readers="on", update_words="more moss")
        assert fresh(piece).updated_at is None
        self.post(client, piece, "change", tell_readers="on", update_words="more moss")
        assert (fresh(piece).updated_at, fresh(piece).updated_words) == (NOON, "more moss")

    def test_only_live_pieces_have_readers_to_be_told(self, client):
        for piece in (make_review(), make_published(at=NOON + DAY)):
            assert 'name="correction"' not in client.get(change(piece)).content.decode()

    def test_contributors_do_not_correct_by_themselves(self, client, piece):
        writer = make_user("contributor")
        put_columns(piece, created_by=writer)
        client.force_login(writer)
        assert 'name="correction"' not in client.get(change(piece)).content.decode()

    def test_the_form_of_corrections_takes_live_pieces_only(self, client):
        draft = make_review()
        posted = {"review": draft.pk, "text": "It was moss."}
        answer = client.post(reverse("admin:reviews_correction_add"), posted)
        assert "nothing to correct in public" in answer.content.decode()
        assert Correction.objects.count() == 0

    @pytest.mark.parametrize("name", ["screener", "guest", "trip", "friend"])
    def test_a_disclosure_is_one_press_away_without_javascript(self, client, name):
        piece = make_review(disclosure="Seen twice.")
        shown = client.post(change(piece), fields_of(client.get(change(piece))) | {"act": f"disclose-{name}"})
        once = fields_of(shown)["disclosure"][0]
        assert once.startswith("Seen twice. The ")
        again = client.post(change(piece), fields_of(shown) | {"act": f"disclose-{name}"})
        assert fields_of(again)["disclosure"] == [once]
        client.post(change(piece), fields_of(again) | {"act": "save"})
        assert fresh(piece).disclosure == once
