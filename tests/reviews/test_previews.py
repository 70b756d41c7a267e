"""A piece is looked at before readers see it: as they will see it, and without leaving a trace."""

import base64
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.roles import Role
from films.models import Film
from images.models import Image
from pagecache import clock
from reviews import workflow
from reviews.models import Contributor, Restriction, Tag, WorkingCopy
from reviews.restrictions import restrict
from reviews.workflow import as_readers_would_see
from tests.desk import ADD, change, fields_of
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    make_state,
    make_user,
    picture,
    put_columns,
    rewrite,
)
from tests.markup import errors

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NEW = reverse("admin:reviews_review_preview_new")


def preview(review) -> str:
    return reverse("admin:reviews_review_preview", args=[review.pk])


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor(client):
    user = make_user(Role.EDITOR)
    client.force_login(user)
    return user


def type_into(client, page: str, **typed) -> dict:
    """What the form of that page would post after these fields were typed over."""
    return {**fields_of(client.get(page)), **typed}


def everything() -> dict[str, list]:
    """Every row of every table, but for who is signed in."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in ("sessions.Session", "accounts.User")
    }


def inside(html: str) -> str:
    """The page without what only a preview has: its bar, and what signs the addresses of pictures."""
    body = re.sub(
        r'<div class="preview-bar".*?\n</div>\s+(?=<header)',
        "",
        html[html.index("<body>") :],
        flags=re.DOTALL,
    )
    return re.sub(r"\?until=\d+&(amp;)?signed=[\w-]+", "", body)


def shared(client, piece) -> bytes:
    return b"".join(client.get(f"{piece.path}share.jpg"))


def drawn_in(html: str) -> bytes:
    """The share image that a preview shows."""
    return base64.b64decode(re.search(r'<img src="data:image/jpeg;base64,([^"]+)"', html)[1])


class TestWhatIsSaved:
    def test_is_the_page_that_readers_get_afterwards(self, client, editor):
        """Also its film's address in the text, which only this piece will make public."""
        film = make_film("Here", 2023, director="Bas Devos", poster=make_image())
        piece = make_review(
            film=film, lead=make_image(), headline="Moss", dek="On moss.", tags=["moss"], kind="review",
            contributor=make_contributor("Anna Novák", role="Critic", portrait=make_image()),
            body=f'<p>See <a data-film="{film.pk}">Here</a>.</p>',
        )  # fmt: skip
        before = inside(client.get(preview(piece)).text)
        workflow.publish(piece, by=editor, version=piece.version)
        after = client.get(fresh(piece).path).text
        assert before == inside(after)
        assert f'<a href="{film.get_absolute_url()}"><cite>Here</cite></a>' in after

    def test_has_the_date_on_which_it_is_to_appear(self, client, editor):
        piece = make_review(when=(NOON + 5 * DAY).isoformat())
        assert '<time datetime="2024-02-14' in client.get(preview(piece)).text

    @pytest.mark.parametrize("status", ["draft", "submitted", "ready", "withdrawn", "published"])
    def test_shows_at_every_step(self, client, editor, status):
        piece = make_review(status, headline="Moss and soup")
        assert "<h1>Moss and soup</h1>" in client.get(preview(piece)).text

    def test_shows_without_headline_and_text(self, client, editor):
        piece = make_review(headline="", body="", contributor=False, film=False)
        response = client.get(preview(piece))
        assert response.status_code == 200
        assert "<h1></h1>" in response.text

    def test_shows_a_change_that_readers_do_not_see_yet(self, client, editor):
        piece = make_published(headline="Old")
        rewrite(piece, headline="New")
        assert "<h1>New</h1>" in client.get(preview(piece)).text
        assert "<h1>Old</h1>" in client.get(piece.path).text

    def test_shows_a_film_under_embargo_with_the_day_on_which_it_ends(self, client, editor):
        film = make_film("Bound")
        make_embargo(film, NOON + 3 * DAY)
        html = client.get(preview(make_review(film=film))).text
        assert "Bound" in html
        assert '<time datetime="2024-02-12' in html

    def test_shows_nothing_else_that_is_still_to_come(self, client, editor):
        """The page is looked at now, not on the day it appears."""
        film = make_film()
        make_published(at=NOON + DAY, film=film, headline="Of tomorrow")
        live = make_published(at=NOON - DAY, film=film, headline="Of yesterday")
        html = client.get(preview(make_review(film=film, when=(NOON + 9 * DAY).isoformat()))).text
        assert live.headline in html
        assert "Of tomorrow" not in html

    def test_hides_a_restricted_picture(self, client, editor):
        still = make_image(alt="Moss in the rain")
        piece = make_review(lead=still)
        assert "Moss in the rain" in client.get(preview(piece)).text
        restrict(mode=Restriction.Mode.IMAGE, image=still)
        html = client.get(preview(piece)).text
        assert "Moss in the rain" not in html
        assert "An image was removed" in html

    def test_shows_nothing_when_a_restricted_passage_is_lost(self, client, editor):
        piece = make_published(body="<p>Moss is red.</p>")
        restrict(mode=Restriction.Mode.PASSAGE, review=piece, locator={"quote": "Moss is red."})
        copy = workflow.working_copy(piece)
        put_columns(copy, state=copy.state | {"body": "<p>Moss is rather red.</p>"})
        html = client.get(preview(piece)).text
        assert "rather red" not in html
        assert "Nothing can be shown" in html

    @pytest.mark.parametrize("look", ["page", "phone", "dark", "print", "share", "feed", "nonsense"])
    def test_has_these_looks(self, client, editor, look):
        piece = make_review(headline="Moss", dek="On moss.", lead=make_image(alt="A still"))
        html = client.get(preview(piece), {"as": look}).text
        assert "Preview of what is saved (" in html
        assert "Moss" in html
        assert ('class="phone"' in html) == (look == "phone")
        assert ("preview/dark.css" in html) == (look == "dark")
        assert ("preview/print.css" in html) == (look == "print")
        assert ('class="share-card"' in html) == (look == "share")
        assert ('class="feed-item"' in html) == (look == "feed")
        assert errors(html) == []

    def test_the_share_card_is_the_picture_that_readers_sites_will_be_given(self, client, editor):
        piece = make_published(headline="Old", lead=make_image((1600, 900)))
        published = shared(client, piece)
        assert drawn_in(client.get(preview(piece), {"as": "share"}).text) == published
        rewrite(piece, headline="New")
        previewed = drawn_in(client.get(preview(piece), {"as": "share"}).text)
        assert shared(client, piece) == published != previewed
        workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
        assert shared(client, piece) == previewed

    def test_the_share_card_of_a_piece_without_words_or_picture_is_drawn_too(self, client, editor):
        assert drawn_in(client.get(preview(make_review(headline="")), {"as": "share"}).text)


class TestWhatIsTyped:
    def test_shows_whatever_is_typed_and_leaves_no_trace(self, client, editor):
        piece = make_published(headline="Old", tags=["moss"], lead=make_image(credit="Old credit"))
        data = type_into(
            client,
            change(piece),
            headline="New",
            dek="A dek",
            **{"pictures-0-credit": "New credit", "as": "page"},
        )
        before = everything()
        response = client.post(preview(piece), data)
        assert everything() == before
        assert "Preview of what you have typed" in response.text
        assert all(words in response.text for words in ("<h1>New</h1>", "A dek", "New credit"))
        assert "Surrogate-Key" not in client.get(preview(piece))

    @pytest.mark.parametrize("look", ["page", "phone"])
    def test_shows_what_is_new_here_without_a_link_and_makes_nothing(self, client, editor, look):
        data = type_into(client, ADD, headline="Moss", tags_words="fog, moss", **{"as": look})
        data |= {
            "subjects-0-film_words": "A new film", "subjects-0-film_answer": "new", "subjects-0-new_year": "2024",
            "subjects-0-new_director": "Ana Lily", "authors-0-contributor_words": "A new name",
            "authors-0-contributor_answer": "new", "authors-0-place": "Ghent",
        }  # fmt: skip
        tag = Tag.objects.take("moss")
        before = everything()
        first = client.post(NEW, data)
        again = client.post(
            NEW, {"state": re.search(r'name="state" value="([^"]+)"', first.text)[1], "as": look}
        )
        assert everything() == before
        for response in (first, again):
            html = unescape(response.text)
            shown = ["A new film", "2024", "Ana Lily", "A new name", "Ghent", "fog"]
            assert [words for words in shown if words not in html] == []
            of_things = re.findall(r'href="(/(?:films|people|contributors|tags)/[^"]+)"', html)
            assert of_things == [tag.get_absolute_url()]

    def test_shows_what_nobody_has_said_to_be_new(self, client, editor):
        """The form would ask "which one?"; a look need not wait for the answer."""
        make_film("Here", 2023), make_film("Here", 1950)
        data = type_into(client, ADD, headline="Moss")
        data |= {"subjects-0-film_words": "Here", "authors-0-contributor_words": "A new name"}
        html = client.post(NEW, data).text
        assert "<cite>Here</cite>" in html
        assert "A new name" in html
        assert not Contributor.objects.filter(name="A new name").exists()
        assert Film.objects.count() == 2

    def test_shows_the_tag_of_a_film_that_has_none_yet(self, client, editor):
        film = make_film("Stars", 2021)
        before = everything()
        html = client.post(NEW, type_into(client, ADD, tags=[f"film:{film.pk}"])).text
        assert f'href="{film.get_absolute_url()}"' in html
        assert everything() == before

    def test_a_piece_that_is_new_begins_no_working_copy(self, client, editor):
        piece = make_review()
        WorkingCopy.objects.all().delete()
        client.get(preview(piece))
        assert not WorkingCopy.objects.exists()

    def test_shows_what_could_not_be_saved_as_it_stands(self, client, editor):
        """A headline too long, a film of which two could be meant: nobody is sent back to the form for a look."""
        make_film("Here", 2023), make_film("Here", 1950)
        piece = make_review(headline="Old", film=False)
        data = type_into(client, change(piece), headline="x" * 400, when="never")
        data["subjects-0-film_words"] = "Here"
        html = client.post(preview(piece), data).text
        assert f"<h1>{'x' * 300}</h1>" in html

    def test_can_be_asked_for_in_another_look(self, client, editor):
        piece = make_review(headline="Old")
        first = client.post(preview(piece), type_into(client, change(piece), headline="New", dek="A dek"))
        state = re.search(r'name="state" value="([^"]+)"', first.text)[1]
        second = client.post(preview(piece), {"state": state, "as": "share"})
        assert '<p class="title">New</p>' in second.text
        assert 'aria-current="true">Share card' in second.text

    def test_a_state_that_we_did_not_sign_is_refused(self, client, editor):
        assert client.post(preview(make_review()), {"state": "e30:forged"}).status_code == 400

    def test_a_pane_that_says_so_itself_gets_the_page_without_its_bar(self, client, editor):
        piece = make_review()
        html = client.post(preview(piece), type_into(client, change(piece), bare="1")).text
        assert "preview-bar" not in html
        assert 'name="robots" content="noindex"' in html


class TestWhoMayLook:
    @pytest.mark.parametrize(
        ("role", "own", "status"),
        [
            (Role.CONTRIBUTOR, True, 200), (Role.CONTRIBUTOR, False, 302), (Role.EDITOR, False, 200),
            (Role.CHIEF, False, 200), (Role.MODERATOR, False, 302), (Role.AUDITOR, False, 302),
        ],
    )  # fmt: skip
    def test_at_a_piece(self, client, role, own, status):
        user = make_user(role)
        piece = make_review(by=user if own else None, headline="Moss and soup")
        client.force_login(user)
        for response in (client.get(preview(piece)), client.post(preview(piece), {"headline": "Moss"})):
            assert response.status_code == status
            assert ("Moss" in response.text) == (status == 200)

    def test_strangers_are_asked_to_sign_in(self, client):
        assert "/login/" in client.get(preview(make_review()))["Location"]

    def test_nobody_looks_at_a_new_piece_who_may_not_begin_one(self, client):
        client.force_login(make_user(Role.MODERATOR))
        assert client.post(NEW, {"headline": "Moss"}).status_code == 403

    def test_a_new_piece_has_no_page_of_its_own(self, client, editor):
        assert client.get(NEW).status_code == 405


@pytest.mark.parametrize("look", ["page", "phone", "share", "feed"])
def test_no_answer_is_kept_found_or_framed_by_anybody(client, editor, look):
    response = client.get(preview(make_review(lead=make_image())), {"as": look})
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert not {"Surrogate-Key", "ETag", "Last-Modified"} & set(response.headers)
    assert "csrf" not in response.cookies


def test_nothing_stays_when_the_page_breaks():
    piece, before = make_review(headline="Old"), everything()
    with pytest.raises(ZeroDivisionError), as_readers_would_see(piece, make_state(), at=NOON):
        1 / 0  # noqa: B018 - stands for anything that may go wrong while a page is made
    after = everything()
    assert {label for label in before if before[label] != after[label]} <= {
        "films.Film", "films.FilmEnding", "reviews.Contributor", "reviews.Section",
    }  # fmt: skip
    assert fresh(piece).headline == "Old"


class TestPictures:
    """The files of a piece that no reader sees."""

    def addresses(self, client, piece) -> list[str]:
        html = client.get(preview(piece)).text.replace("&amp;", "&")
        return re.findall(r'src="(/pictures/[^"]+)"', html)

    def test_answer_only_at_an_address_that_a_preview_signed(self, client, editor):
        still = make_image()
        [address] = self.addresses(client, make_review(lead=still))
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert "Surrogate-Key" not in response
        assert client.get(address.partition("?")[0]).status_code == 404
        other = make_image()
        assert client.get(address.replace(still.key, other.key)).status_code == 404
        assert client.get(address.replace("until=1", "until=2")).status_code == 404
        assert client.get(f"{address}x").status_code == 404

    def test_answer_for_half_an_hour_at_most(self, client, editor):
        [address] = self.addresses(client, make_review(lead=make_image()))
        with clock.freeze(NOON + timedelta(minutes=14)):
            assert client.get(address).status_code == 200
        with clock.freeze(NOON + timedelta(minutes=30)):
            assert client.get(address).status_code == 404

    def test_do_not_answer_once_they_are_restricted_or_out_of_licence(self, client, editor):
        still = make_image()
        [address] = self.addresses(client, make_review(lead=still))
        put_columns(still, rights_until=NOON)
        assert client.get(address).status_code == 404
        put_columns(still, rights_until=None)
        restrict(mode=Restriction.Mode.IMAGE, image=still)
        assert client.get(address).status_code == 404

    def test_do_not_answer_when_they_are_restricted_in_a_piece_that_nobody_sees(self, client, editor):
        still = make_image()
        piece = make_review(lead=still, pictures=[picture(make_image(), "gallery")])
        address = self.addresses(client, piece)[0]
        restrict(mode=Restriction.Mode.IMAGE, image=still, review=piece)
        assert client.get(address).status_code == 404
        assert Image.objects.count() == 2
