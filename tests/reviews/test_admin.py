"""The newsroom's screens of pieces: what they show, to whom, at what cost."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from films.models import Embargo
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.embargoes import keep_embargo
from reviews.models import Authorship, Correction, PictureUse, Pin, Review, Revision, Subject
from tests.desk import change, fields_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_film,
    make_image,
    make_published,
    make_review,
    make_section,
    make_user,
    picture,
    put_columns,
)

LIST = reverse("admin:reviews_review_changelist")
CANARY = "kumquat"


def rows(response) -> list[str]:
    """The rows of a list, each as one line."""
    table = next(
        (table for table in parsed(response).iter("table") if table.get("id") == "result_list"), None
    )
    return [] if table is None else [words_of(tr) for tr in table.find("tbody").iter("tr")]


def titles(response) -> list[str]:
    table = next(
        (table for table in parsed(response).iter("table") if table.get("id") == "result_list"), None
    )
    return [] if table is None else [words_of(th) for th in table.find("tbody").iter("th")]


class SignedIn(TestCase):
    role = "editor"

    def setUp(self):
        self.user = make_user(self.role)
        self.client.force_login(self.user)


class ListOfPieces(SignedIn):
    def test_a_row_says_title_film_kind_state_writers_section_and_date(self):
        at = clock.now() + timedelta(days=3)
        review = make_published(
            headline="Moss and Concrete", film=make_film("Here", 2023), contributor=make_contributor("Ann Example"),
            section=make_section("Europe"), at=at, kind="interview",
        )  # fmt: skip
        (row,) = rows(self.client.get(LIST))
        for said in (
            "Moss and Concrete",
            "Here (2023)",
            "Interview",
            "Scheduled for",
            "Ann Example",
            "Europe",
        ):
            assert said in row
        assert fresh(review).visible_from == at

    def test_half_a_word_without_accents_finds(self):
        wanted = make_review(headline="Amélie Poulain revisited", film=make_film("Çok Güzel"))
        make_review(headline="Another")
        for words in ("melie pou", "AMELIE", "cok guz", "güzel amel"):
            assert titles(self.client.get(LIST, {"q": words})) == [str(wanted)]
        assert titles(self.client.get(LIST, {"q": "ameliex"})) == []

    def test_filters_are_links_that_narrow(self):
        draft, live = make_review(headline="Draft"), make_published(headline="Live")
        planned = make_published(headline="Planned", at=clock.now() + timedelta(days=1))
        mine = make_review(headline="Mine", by=self.user, kind="news", section=make_section("Europe"))
        for query, expected in (
            ("state=draft", [mine, draft]),
            ("state=live", [live]),
            ("state=scheduled", [planned]),
            ("state=nonsense", [mine, planned, live, draft]),
            ("whose=mine", [mine]),
            ("kind__exact=news", [mine]),
            (f"section__id__exact={mine.section_id}", [mine]),
        ):
            with self.subTest(query):
                assert titles(self.client.get(f"{LIST}?{query}")) == [str(review) for review in expected]

    def test_an_empty_list_says_whether_there_is_nothing_or_nothing_like_that(self):
        def said(**query):
            page = parsed(self.client.get(LIST, query))
            (line,) = [words_of(p) for p in page.iter("p") if p.get("class") == "nothing"]
            return line, any(form.get("id") == "changelist-search" for form in page.iter("form"))

        self.assertEqual(said(), ("No pieces yet. Make the first one.", False))
        self.assertEqual(said(state="live"), ("No pieces yet. Make the first one.", False))
        make_review(headline="Moss")
        self.assertEqual(said(state="live"), ("Nothing here is like that. Show all.", True))
        self.assertEqual(said(q="wood"), ("Nothing here is like that. Show all.", True))

    def test_the_folded_filters_say_what_is_set(self):
        def folded(**query):
            page = parsed(self.client.get(LIST, query))
            return next(
                words_of(each) for each in page.iter("summary") if words_of(each).startswith("Filters")
            )

        make_review(kind="review")
        self.assertEqual(folded(), "Filters")
        self.assertEqual(folded(state="draft", whose="mine", q="moss"), "Filters: Draft, Mine")

    def test_one_row_costs_as_many_queries_as_three(self):
        def published(number):
            film = make_film("Here", 2023, director=f"Director {number}")
            return make_published(film=film, contributors=[make_contributor(), make_contributor()])

        published(1)
        make_film("Here", 2023, director="Somebody")  # so that the label asks for the director
        self.client.get(LIST)  # what a process asks once, it has asked
        with CaptureQueriesContext(connection) as one:
            assert len(rows(self.client.get(LIST))) == 1
        published(2), published(3)
        with CaptureQueriesContext(connection) as three:
            assert len(rows(self.client.get(LIST))) == 3
        assert len(three) == len(one)

    def test_nothing_counts_all_pieces(self):
        make_review()
        with CaptureQueriesContext(connection) as asked:
            self.client.get(LIST)
        counts = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
        assert counts
        assert [sql for sql in counts if "LIMIT" not in sql] == []

    def test_no_text_is_loaded_for_a_list(self):
        make_review()
        with CaptureQueriesContext(connection) as asked:
            self.client.get(LIST)
        assert [query["sql"] for query in asked if '"reviews_review"."folded_body"' in query["sql"]] == []

    def test_an_editor_of_one_section_sees_that_section(self):
        europe = make_section("Europe")
        europe.editors.add(self.user)
        inside = make_review(section=europe)
        outside = make_review()
        assert titles(self.client.get(LIST)) == [str(inside)]
        assert self.client.get(change(outside)).status_code == 302


class HistoryAndBin(SignedIn):
    def test_history_lists_what_was_saved_by_whom_and_why(self):
        review = make_review(by=self.user)
        copy = workflow.working_copy(review)
        workflow.save(review, copy.state, by=self.user, version=copy.version, note="Cut the ending.")
        page = self.client.get(reverse("admin:reviews_review_history", args=[review.pk]))
        newest, first = [[words_of(cell) for cell in tr] for tr in parsed(page).iter("tr")][2:]
        assert (newest[0], newest[2:6]) == ("2", [str(self.user), "Saved", "5", "Cut the ending."])
        assert (first[0], first[2:6]) == ("1", [str(self.user), "Saved", "5 +5", ""])

    def test_history_keeps_pen_names_from_everybody_but_chiefs(self):
        writer = make_user("contributor", name="Real Person")
        pen_name = make_contributor("Nom de Plume", user=writer, is_pen_name=True)
        review = make_review(by=writer, contributor=pen_name)
        address = reverse("admin:reviews_review_history", args=[review.pk])
        for page in (address, change(review)):
            assert "Real Person" not in self.client.get(page).content.decode()
        assert "Nom de Plume" in self.client.get(address).content.decode()
        self.client.force_login(make_user("chief"))
        assert "Real Person" in self.client.get(address).content.decode()

    def test_deleting_asks_and_then_puts_in_the_bin(self):
        writer = make_user("contributor")
        self.client.force_login(writer)
        review = make_review(by=writer)
        address = reverse("admin:reviews_review_delete", args=[review.pk])
        page = self.client.get(address)
        assert fresh(review).deleted_at is None
        version = next(i.get("value") for i in parsed(page).iter("input") if i.get("name") == "version")
        self.client.post(address, {"version": version})
        assert fresh(review).deleted_at is not None
        assert titles(self.client.get(LIST)) == []

    def bin_titles(self, query=""):
        page = parsed(self.client.get(reverse("admin:reviews_review_bin") + query))
        return [words_of(b) for b in page.iter("b") if b.get("class") == "title"]

    def test_everybody_finds_in_the_bin_what_they_could_put_there(self):
        chief, writer = make_user("chief"), make_user("contributor")
        for headline, by, status in (
            ("Theirs", writer, "draft"), ("Another's", None, "draft"), ("Handed in", writer, "submitted"),
        ):  # fmt: skip
            review = put_columns(make_review(status, headline=headline), created_by=by)
            workflow.put_in_bin(review, by=chief, version=review.version)
        for user, found in (
            (writer, ["Theirs"]), (self.user, ["Another's", "Theirs"]), (chief, ["Another's", "Handed in", "Theirs"]),
        ):  # fmt: skip
            self.client.force_login(user)
            assert sorted(self.bin_titles()) == found

    def test_after_thirty_days_only_chiefs_find_it(self):
        writer = make_user("contributor")
        review = make_review(by=writer, headline="Long ago")
        workflow.put_in_bin(review, by=writer, version=review.version)
        self.client.force_login(writer)
        for days, found in ((29, ["Long ago"]), (31, [])):
            with clock.freeze(clock.now() + timedelta(days=days)):
                assert self.bin_titles() == self.bin_titles("?older=1") == found
        self.client.force_login(make_user("chief"))
        with clock.freeze(clock.now() + timedelta(days=31)):
            assert (self.bin_titles(), self.bin_titles("?older=1")) == ([], ["Long ago"])

    def test_who_takes_out_of_the_bin(self):
        chief = make_user("chief")
        review = make_review(headline="Thrown away")
        workflow.put_in_bin(review, by=chief, version=review.version)
        address = reverse("admin:reviews_review_bin")
        self.client.force_login(make_user("moderator"))
        assert self.client.get(address).status_code == 403
        self.client.force_login(chief)
        page = self.client.get(address)
        told = {i.get("name"): i.get("value") for i in parsed(page).iter("input")}
        self.client.post(address, {name: told[name] for name in ("piece", "version")})
        assert fresh(review).deleted_at is None
        assert self.client.post(address, {"piece": "x", "version": "9" * 40}).status_code == 302

    def test_a_live_piece_is_not_binned(self):
        self.client.force_login(make_user("chief"))
        review = make_published()
        self.client.post(
            reverse("admin:reviews_review_delete", args=[review.pk]), {"version": fresh(review).version}
        )
        assert fresh(review).deleted_at is None


class LeaksToContributors(SignedIn):
    """Others' drafts are full of a word that must not reach a contributor by any door."""

    role = "contributor"

    def setUp(self):
        super().setUp()
        other = make_user("contributor", name=f"Account {CANARY}")
        secret = f"Secret {CANARY}"
        self.section = make_section()
        self.hidden = make_review(
            by=other, headline=secret, short_headline=secret, dek=secret, body=f"<p>{secret}</p>", disclosure=secret,
            section=self.section, first_published_where=secret, slug=CANARY,
            pictures=[picture(make_image(alt="A tree", credit="Ours", by=other), alt=secret, caption=secret)],
            links=[{"url": f"https://example.org/{CANARY}", "title": secret, "source": secret, "language": ""}],
        )  # fmt: skip
        copy = workflow.working_copy(self.hidden)
        workflow.save(self.hidden, copy.state, by=other, version=copy.version, note=secret)
        film = self.hidden.main_film
        keep_embargo(
            Embargo(
                film=film,
                ends_at=clock.now() + timedelta(days=9),
                zone="Europe/Brussels",
                source=secret,
                note=secret,
            ),
            by=None,
        )
        Correction.objects.create(review=self.hidden, made_at=clock.now(), text=secret)
        self.own = make_review(by=self.user, film=film, section=self.section, headline="My own draft")
        contributor = make_contributor("Own Name", user=self.user, email=f"{CANARY}@example.org")
        Authorship.objects.create(review=self.own, contributor=contributor)

    def assert_silent(self, response, where):
        with self.subTest(where):
            assert response.status_code in (200, 302, 400, 403, 404, 405, 409, 422)
            assert (
                CANARY.encode() not in b"".join(response)
                if response.streaming
                else CANARY.encode() not in response.content
            )
            assert CANARY not in response.headers.get("Location", "")

    def test_no_page_of_any_screen_tells_of_them(self):
        for model, screen in admin.site._registry.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            pages = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
            pages += [
                f"{pages[0]}?q=secret",
                f"{pages[0]}?o=1",
                f"{pages[0]}?_facets=True",
                f"{pages[0]}?all=",
                f"{pages[0]}?e=1",
            ]
            for pk in model._base_manager.values_list("pk", flat=True)[:20]:
                pages += [reverse(f"{name}_{page}", args=[pk]) for page in ("change", "history", "delete")]
            for page in pages:
                self.assert_silent(self.client.get(page), page)
            assert screen

    def test_no_filter_or_look_across_tells_of_them(self):
        for query in (
            {"headline__startswith": "Secret"},
            {"working_copy__state__contains": CANARY},
            {"created_by__name__contains": CANARY},
            {"revisions__note__contains": CANARY},
            {"section__id__exact": self.section.pk},
            {"whose": "all"},
            {"main_film__id__exact": self.hidden.main_film_id},
            {"_popup": "1"},
            {"_to_field": "path"},
        ):
            response = self.client.get(LIST, query)
            self.assert_silent(response, query)
            assert str(self.hidden.pk) not in [row.split()[0] for row in rows(response)]

    def test_no_look_up_finds_them(self):
        for kind in ("film", "person", "contributor", "tag", "review", "image", "name"):
            for words in ("secret", CANARY, "a", "1"):
                address = reverse("admin:reviews_review_lookup", args=[kind])
                self.assert_silent(self.client.get(address, {"q": words}), f"{kind} {words}")
        for model, field in (
            (Correction, "review"),
            (Pin, "target"),
            (Subject, "review"),
            (PictureUse, "review"),
        ):
            query = {
                "app_label": "reviews", "model_name": model._meta.model_name, "field_name": field, "term": "secret",
            }  # fmt: skip
            self.assert_silent(self.client.get(reverse("admin:autocomplete"), query), query)

    def test_a_posted_id_neither_opens_nor_adopts_them(self):
        posted = fields_of(self.client.get(change(self.own)))
        pk = str(self.hidden.pk)
        for name in ("translation_of", "pins-0-review"):
            for typed in (
                {name: pk, f"{name}_words": ""},
                {name: pk, f"{name}_answer": pk, f"{name}_words": "x"},
            ):
                response = self.client.post(change(self.own), posted | typed | {"act": "save"})
                self.assert_silent(response, typed)
            response = self.client.post(
                change(self.own), {k: v for k, v in (posted | {name: pk}).items() if k != f"{name}_words"}
            )
            self.assert_silent(response, name)
        state = workflow.working_copy(self.own).state
        assert (state["translation_of"], state["pins"]) == (None, [])

    def test_posting_to_their_pages_changes_nothing(self):
        before = workflow.working_copy(self.hidden).state
        posted = fields_of(self.client.get(change(self.own))) | {"headline": "Taken over"}
        for act in ("save", "submit", "publish", "withdraw", "look", "add-links"):
            response = self.client.post(change(self.hidden), posted | {"act": act})
            self.assert_silent(response, act)
        self.client.post(reverse("admin:reviews_review_delete", args=[self.hidden.pk]), {"version": "1"})
        assert workflow.working_copy(self.hidden).state == before
        assert (fresh(self.hidden).status, fresh(self.hidden).deleted_at) == ("draft", None)

    def test_a_reference_that_an_editor_set_stays_without_telling_what_it_is(self):
        copy = workflow.working_copy(self.own)
        workflow.save(
            self.own,
            copy.state | {"translation_of": self.hidden.pk},
            by=make_user("editor"),
            version=copy.version,
        )
        page = self.client.get(change(self.own))
        self.assert_silent(page, "the page")
        self.client.post(change(self.own), fields_of(page) | {"act": "save"})
        assert workflow.working_copy(self.own).state["translation_of"] == self.hidden.pk

    def test_the_canary_sings_for_an_editor(self):
        self.client.force_login(make_user("editor"))
        for page in (
            LIST,
            change(self.hidden),
            reverse("admin:reviews_review_history", args=[self.hidden.pk]),
        ):
            assert CANARY in self.client.get(page).content.decode()


class OtherScreens(SignedIn):
    def test_the_account_behind_a_pen_name_is_for_chiefs(self):
        writer = make_user("contributor", name="Real Person")
        pen_name = make_contributor("Nom de Plume", user=writer, is_pen_name=True)
        address = reverse("admin:reviews_contributor_change", args=[pen_name.pk])
        page = self.client.get(address)
        assert "Real Person" not in page.content.decode()
        posted = fields_of(page, "contributor_form") | {"user": str(self.user.pk), "bio": "Writes."}
        self.client.post(address, posted)
        assert (fresh(pen_name).bio, fresh(pen_name).user) == ("Writes.", writer)
        self.client.force_login(make_user("chief"))
        assert "Real Person" in self.client.get(address).content.decode()

    def test_an_embargo_is_lifted_with_a_reason_and_moves_what_it_held(self):
        film = make_film()
        embargo = Embargo(film=film, ends_at=clock.now() + timedelta(days=5), zone="America/New_York")
        keep_embargo(embargo, by=self.user)
        soon = clock.now() + timedelta(days=1)
        review = make_published(film=film, at=soon)
        assert fresh(review).visible_from == embargo.ends_at
        address = reverse("admin:films_embargo_lift", args=[embargo.pk])
        assert (
            "Say why the embargo is lifted." in self.client.post(address, {"because": " "}).content.decode()
        )
        self.client.post(address, {"because": "The distributor changed the date.", "seen": ""})
        lifted = fresh(embargo)
        assert (lifted.lifted_by, lifted.lifted_because) == (self.user, "The distributor changed the date.")
        assert fresh(review).visible_from == soon

    def test_an_embargo_is_written_in_the_publicists_zone(self):
        film = make_film()
        posted = {
            "film": film.pk,
            "until": "2031-02-09T09:00",
            "zone": "America/New_York",
            "kinds": ["review"],
        }
        self.client.post(reverse("admin:films_embargo_add"), posted)
        embargo = Embargo.objects.get()
        assert (embargo.ends_at.isoformat(), embargo.kinds) == ("2031-02-09T14:00:00+00:00", ["review"])
        assert "Review" in rows(self.client.get(reverse("admin:films_embargo_changelist")))[0]
        skipped = self.client.post(reverse("admin:films_embargo_add"), posted | {"until": "2031-03-09T02:30"})
        assert "02:30 does not exist on 9 March in New York." in skipped.content.decode()

    def test_a_correction_is_dated_and_told_to_the_pages(self):
        review = make_published()
        Change.objects.all().delete()
        self.client.post(
            reverse("admin:reviews_correction_add"), {"review": review.pk, "text": "It opened in May."}
        )
        correction = Correction.objects.get()
        assert (correction.text, correction.by) == ("It opened in May.", self.user)
        address = reverse("admin:reviews_correction_change", args=[correction.pk])
        assert self.client.get(address).status_code == 200
        assert self.client.post(address, {"text": "It never did."}).status_code == 403
        assert self.client.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
        assert Correction.objects.get().text == "It opened in May."
        assert Change.objects.filter(key=f"review:{review.pk}").exists()

    def test_revisions_and_restrictions_are_only_read(self):
        make_review()
        revision = Revision.objects.get()
        address = reverse("admin:reviews_revision_change", args=[revision.pk])
        assert self.client.get(address).status_code == 200
        assert self.client.post(address, {"note": "x"}).status_code == 403
        assert self.client.get(reverse("admin:reviews_restriction_add")).status_code == 403

    def test_lists_cost_the_same_for_one_and_three_rows(self):
        for model in ("contributor", "tag", "outsidelink", "correction", "revision", "section"):
            address = reverse(f"admin:reviews_{model}_changelist")
            costs = []
            for _ in range(2):
                for _ in range(1 if not costs else 2):
                    review = make_published(tags=[f"moss {Review.objects.count()}"])
                    Correction.objects.create(review=review, made_at=clock.now(), text="Wrong.")
                    review.main_film.outside_links.create(url="https://example.org/", title="A link")
                with CaptureQueriesContext(connection) as asked:
                    self.client.get(address)
                costs.append(len(asked))
            with self.subTest(model):
                assert costs[0] == costs[1]

    def test_the_landing_page_has_one_next_act_a_row(self):
        make_review(by=self.user, headline="My draft")
        waiting = make_review(headline="Theirs")
        workflow.submit(waiting, by=None, version=waiting.version)
        make_published(headline="On the page")
        page = parsed(self.client.get(reverse("admin:index")))
        piles = [
            (words_of(section[0]).removesuffix(" All"), [words_of(li[2]) for li in section.iter("li")])
            for section in page.iter("section")
        ]
        assert piles == [
            ("My drafts", ["Go on writing"]),
            ("Waiting for me", ["Read and decide"]),
            ("Live today", ["See it"]),
        ]

    def test_an_empty_desk_says_so(self):
        assert "Nothing is waiting for you." in self.client.get(reverse("admin:index")).content.decode()

    def test_searching_for_nonsense_is_no_error(self):
        for words in ("x" * 10_000, "💥", "%", "_", "\\", "'\"", "\u202e"):
            assert self.client.get(f"{LIST}?{urlencode({'q': words})}").status_code == 200
