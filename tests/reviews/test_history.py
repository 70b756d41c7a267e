"""Going back: what was kept, what differs, restoring it and undoing that, and names for what one looks for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.models import Revision
from reviews.restrictions import lift, restrict
from tests.desk import change, fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_user,
    picture,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor(client):
    user = make_user("editor")
    client.force_login(user)
    return user


def page(name: str, review, *args, **query) -> str:
    return reverse(f"admin:reviews_review_{name}", args=[review.pk, *args], query=query)


def restore(review, number: int, by=None) -> Revision:
    copy = workflow.working_copy(review)
    return workflow.restore(review, review.revisions.get(number=number), by=by, version=copy.version)


def headline(review) -> str:
    return workflow.working_copy(review).state["headline"]


def history(review) -> list[tuple[int, str, str]]:
    return list(review.revisions.order_by("number").values_list("number", "purpose", "state__headline"))


class TestRestoring:
    def test_it_makes_a_new_revision_and_the_rows_of_a_draft_follow(self):
        review = make_review(headline="Moss")
        rewrite(review, headline="Soup")
        restored = restore(review, 1)
        assert (restored.purpose, restored.note) == ("restore", "From number 1.")
        assert fresh(review).headline == headline(review) == "Moss"
        assert history(review) == [(1, "save", "Moss"), (2, "save", "Soup"), (3, "restore", "Moss")]
        entry = AuditEntry.objects.first()
        assert (entry.action, entry.facts) == ("review.restore", {"revision": 3, "restored": 1})

    def test_restoring_the_one_before_undoes_it(self):
        review = make_review(headline="Moss")
        rewrite(review, headline="Soup", dek="Hot.")
        before = workflow.working_copy(review).state
        restore(review, 1)
        restore(review, 2)
        assert workflow.working_copy(review).state == before

    def test_what_was_only_being_written_becomes_a_revision_first(self):
        review = make_review(headline="Moss")
        copy = workflow.working_copy(review)
        copy.state["headline"] = "Written a second ago"
        copy.save(update_fields=["state"])
        restore(review, 1)
        assert history(review) == [
            (1, "save", "Moss"),
            (2, "save", "Written a second ago"),
            (3, "restore", "Moss"),
        ]
        restore(review, 2)
        assert headline(review) == "Written a second ago"

    def test_readers_of_a_live_piece_see_nothing_of_it(self):
        piece = make_published(headline="Moss", slug="moss")
        rewrite(piece, headline="Soup")
        workflow.publish_change(piece, by=None, version=fresh(piece).version)
        changes = Change.objects.count()
        restore(fresh(piece), 1)
        assert (fresh(piece).headline, headline(piece)) == ("Soup", "Moss")
        assert Change.objects.count() == changes
        workflow.publish_change(piece, by=None, version=fresh(piece).version)
        assert fresh(piece).headline == "Moss"

    def test_address_and_time_of_a_published_piece_stay(self):
        piece = make_published(headline="Moss")
        workflow.change_address(piece, by=None, version=fresh(piece).version, slug="elsewhere")
        path = fresh(piece).path
        restore(fresh(piece), 1)
        assert workflow.working_copy(piece).state["slug"] == "elsewhere"
        assert workflow.working_copy(piece).state["when"] == fresh(piece).publish_at.isoformat()
        workflow.publish_change(piece, by=None, version=fresh(piece).version)
        assert (fresh(piece).path, fresh(piece).slug) == (path, "elsewhere")

    def test_a_text_that_moved_on_is_not_written_over(self):
        review = make_review(headline="Moss")
        version = workflow.working_copy(review).version
        rewrite(review, headline="Soup")
        with pytest.raises(workflow.Conflict):
            workflow.restore(review, review.revisions.get(number=1), by=None, version=version)
        assert headline(review) == "Soup"

    def test_a_film_that_was_merged_meanwhile_comes_back_as_the_other(self):
        film, other = make_film(), make_film()
        review = make_review(film=film)
        rewrite(review, subjects=[])
        film.merged_into = other
        film.save()
        restore(review, 1)
        assert fresh(review).main_film == other


class TestRestrictedMaterial:
    """What moderation hid does not come back unnoticed."""

    def refused(self, review, number=1) -> str:
        before = workflow.working_copy(review).state
        with pytest.raises(workflow.WrongStep) as refusal:
            restore(fresh(review), number)
        assert workflow.working_copy(review).state == before
        assert review.revisions.filter(purpose="restore").count() == 0
        return str(refusal.value)

    def test_a_picture_hidden_in_this_piece(self):
        still = make_image(alt="Moss on a wall")
        piece = make_published(lead=still)
        rewrite(piece, pictures=[])
        restriction = restrict(mode="image", image=still, review=piece)
        assert self.refused(piece) == (
            "Number 1 contains the picture “Moss on a wall”, which readers may not see. "
            "Take over by hand what you need of it."
        )
        lift(restriction)
        restore(fresh(piece), 1)

    def test_a_picture_hidden_everywhere_also_in_the_text_alone(self):
        still = make_image(alt="Moss")
        piece = make_published(
            body=f'<p>Text.</p><figure data-image="{still.pk}"></figure>', pictures=[still]
        )
        rewrite(piece, body="<p>Text.</p>", pictures=[])
        restrict(mode="image", image=still)
        assert "the picture “Moss”" in self.refused(piece)

    def test_a_picture_hidden_in_another_piece_only_does(self):
        still = make_image()
        piece, other = make_published(lead=still), make_published(lead=still)
        rewrite(piece, pictures=[])
        restrict(mode="image", image=still, review=other)
        restore(fresh(piece), 1)
        assert workflow.working_copy(piece).state["pictures"]

    @pytest.mark.parametrize(
        "body",
        [
            "<p>Before. He stole the  <em>camera</em>, they say. After.</p>",
            '<p>Before.</p><aside class="pull"><p>He stole the camera, they say.</p></aside>',
            '<p>Before.<span data-note="He stole the camera, they say."></span></p>',
        ],
        ids=["in the text", "as a pull quote", "in a note"],
    )
    def test_a_passage_wherever_it_stands(self, body):
        piece = make_published(body=body)
        rewrite(piece, body="<p>Before. After.</p>")
        restrict(mode="passage", review=piece, locator={"quote": "He stole the camera, they say."})
        assert "the passage “He stole the camera, they say.”" in self.refused(piece)

    def test_an_embed(self):
        address = "https://vimeo.com/76979871"
        piece = make_published(body=f'<p>Look.</p><figure data-embed="{address}"></figure>')
        rewrite(piece, body="<p>Look.</p>")
        restrict(mode="embed", review=piece, locator={"address": address})
        assert f"the embed {address}" in self.refused(piece)

    def test_a_link(self):
        link = {"url": "https://example.org/leak", "title": "Leak", "source": "", "language": "en"}
        piece = make_published(links=[link])
        rewrite(piece, links=[])
        restrict(mode="link", link=piece.outside_links.get())
        assert "the link to https://example.org/leak" in self.refused(piece)

    def test_what_still_stands_in_the_text_is_not_brought_back(self):
        still = make_image()
        piece = make_published(lead=still, headline="Moss")
        rewrite(piece, headline="Soup")
        restrict(mode="image", image=still, review=piece)
        restore(fresh(piece), 1)
        assert headline(piece) == "Moss"

    def test_the_screen_says_so_before_anybody_presses(self, client, editor):
        still = make_image(alt="Moss on a wall")
        piece = make_published(lead=still, headline="Moss")
        rewrite(piece, headline="Soup")
        restrict(mode="image", image=still, review=piece)
        said = words_of(parsed(client.get(page("restore", piece, 1))).find(".//main"))
        assert "It contains the picture “Moss on a wall”, as the text does now. That stays hidden" in said
        rewrite(piece, pictures=[])
        screen = parsed(client.get(page("restore", piece, 1)))
        assert "It cannot be restored: it contains the picture “Moss on a wall”" in words_of(
            screen.find(".//main")
        )
        assert "Restore number 1" not in [words_of(button) for button in screen.iter("button")]


class TestNames:
    def test_one_is_named_renamed_and_unnamed(self):
        review = make_review()
        revision = review.revisions.get()
        for name in ("Before the cut", "The long one", ""):
            workflow.name_revision(review, revision, by=None, name=name)
            assert fresh(revision).name == name

    def test_a_name_that_is_too_long_is_refused_in_words(self):
        review = make_review()
        with pytest.raises(workflow.WrongStep, match=r"This name is 101 characters\. Keep it under 100\."):
            workflow.name_revision(review, review.revisions.get(), by=None, name="x" * 101)

    def test_from_the_screen(self, client, editor):
        review = make_review()
        answer = client.post(page("name_revision", review, 1), {"name": "Before the cut"}, follow=True)
        assert "Number 1 is called “Before the cut”." in messages_of(answer)
        assert "Before the cut" in words_of(parsed(answer).find(".//table"))


class TestTheScreen:
    def test_words_are_counted_against_the_text_before(self, client, editor):
        review = make_review(body="<p>One two three.</p>")
        rewrite(review, by=editor, body="<p>One two four five.</p>")
        rows = [words_of(row) for row in parsed(client.get(page("history", review))).iter("tr")]
        assert f"{editor} Saved 4 +2 −1" in rows[2]
        assert "Saved 3 +3" in rows[3]

    def test_it_costs_the_same_at_three_and_at_five_hundred(self, client, editor):
        few, many = make_review(by=make_user("contributor")), make_review(by=make_user("contributor"))
        for review, count in ((few, 3), (many, 500)):
            writers = [make_user("contributor") for _ in range(min(count, 50))]
            for writer in writers:
                make_contributor(user=writer, is_pen_name=True)
            first = review.revisions.get()
            Revision.objects.bulk_create(
                Revision(
                    review=review, number=number, state=first.state, schema_version=1, purpose="save",
                    created_at=NOON, created_by=writers[number % len(writers)],
                )
                for number in range(2, count + 1)
            )  # fmt: skip
        costs = []
        for review in (few, many):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(page("history", review))
            costs.append(len(asked))
            assert not any('"reviews_revision"."state"' in query["sql"] for query in asked.captured_queries)
        assert costs[0] == costs[1] <= 12
        assert "Page 1 of 10" in answer.content.decode()
        older = client.get(page("history", many), {"page": 10}).content.decode()
        assert "From number 1" in older

    def test_any_two_are_compared_by_names(self, client, editor):
        film = make_film("Here", 2023)
        review = make_review(headline="Moss", film=film)
        rewrite(review, headline="Soup", subjects=[])
        answer = client.get(page("compare", review), {"from": 1, "to": 2})
        assert {tag: [words_of(one) for one in parsed(answer).iter(tag)] for tag in ("del", "ins")} == {
            "del": ["Moss", "Here (2023)", "Struck out"],
            "ins": ["Soup", "underlined"],
        }

    def test_what_is_written_is_compared_with_what_is_live(self, client, editor):
        piece = make_published(headline="Moss")
        rewrite(piece, headline="Soup")
        said = words_of(
            parsed(client.get(page("compare", piece), {"from": "live", "to": "copy"})).find(".//main")
        )
        assert "From what readers see to the text as it is being written." in said
        assert "MossSoup" in said

    @pytest.mark.parametrize("which", ["9", "live", "x", "", "-1", "9" * 30])
    def test_a_number_that_is_none_is_not_found(self, client, editor, which):
        assert client.get(page("compare", make_review()), {"from": which}).status_code == 404

    def test_comparing_costs_the_same_however_much_differs(self, client, editor):
        def cost(films, pictures):
            old = make_review(
                films=[make_film() for _ in range(films)], tags=[f"t{n}{films}" for n in range(films)]
            )
            links = "".join(f'<a data-person="{make_person().pk}">{n}</a>' for n in range(films))
            rewrite(old, body=f"<p>{links}</p>", pictures=[picture(make_image()) for _ in range(pictures)])
            with CaptureQueriesContext(connection) as asked:
                client.get(page("compare", old), {"from": 1, "to": 2})
            return len(asked)

        assert cost(1, 1) == cost(3, 3) <= 22

    def test_restoring_is_shown_before_it_happens_and_undone_by_a_link(self, client, editor):
        review = make_review(headline="Moss")
        rewrite(review, headline="Soup")
        screen = client.get(page("restore", review, 1))
        assert [words_of(one) for one in parsed(screen).iter("ins")] == ["Moss", "underlined"]
        assert headline(review) == "Soup"
        version = workflow.working_copy(review).version
        answer = client.post(page("restore", review, 1), {"version": version}, follow=True)
        assert "Number 1 is restored. Undo: go back to number 2" in messages_of(answer)
        assert fields_of(answer)["headline"] == ["Moss"]
        assert page("restore", review, 2) in answer.content.decode()

    def test_a_refusal_is_said_and_the_text_stays(self, client, editor):
        review = make_review(headline="Moss")
        rewrite(review, headline="Soup")
        answer = client.post(page("restore", review, 1), {"version": 1})
        assert answer.status_code == 409
        assert "Somebody saved this piece after you opened it." in words_of(parsed(answer).find(".//main"))
        assert headline(review) == "Soup"

    def test_a_pen_name_is_kept_on_every_page_of_it(self, client, editor):
        writer = make_user("contributor", name="Real Person")
        pen_name = make_contributor("Nom de Plume", user=writer, is_pen_name=True)
        review = make_review(by=writer, contributor=pen_name)
        rewrite(review, by=writer, headline="Soup")
        for address in (
            page("history", review), page("restore", review, 1), page("compare", review, **{"from": 1, "to": 2})
        ):  # fmt: skip
            said = client.get(address).content.decode()
            assert "Nom de Plume" in said
            assert "Real Person" not in said

    def test_anothers_piece_is_not_there(self, client):
        client.force_login(make_user("contributor"))
        review = make_review(headline="Secret")
        addresses = [page("compare", review), page("restore", review, 1), page("name_revision", review, 1)]
        for address in addresses:
            for answer in (client.get(address), client.post(address, {"name": "x", "version": 1})):
                assert (answer.status_code, answer.url) == (302, reverse("admin:index"))
        assert review.revisions.get().name == ""

    def test_a_headline_of_another_draft_is_no_part_of_a_comparison(self, client):
        writer = make_user("contributor")
        client.force_login(writer)
        hidden, live = make_review(headline="Secret"), make_published(headline="Open")
        review = make_review(by=writer, pins=[hidden, live])
        rewrite(review, pins=[])
        said = client.get(page("compare", review), {"from": 1, "to": 2}).content.decode()
        assert "Open" in said
        assert "Secret" not in said

    def test_a_writer_whose_piece_is_handed_in_compares_but_restores_nothing(self, client):
        writer = make_user("contributor")
        client.force_login(writer)
        review = make_review("submitted", by=writer)
        assert client.get(page("compare", review), {"from": 1}).status_code == 200
        assert "Restore" not in client.get(page("history", review)).content.decode()
        assert client.get(page("restore", review, 1)).status_code == 403
        assert client.post(page("restore", review, 1), {"version": 1}).status_code == 403
        assert client.get(change(review)).status_code == 200
