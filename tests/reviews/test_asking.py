"""Many questions in one statement: each has the rows it would have had alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.test.utils import CaptureQueriesContext

from films.models import Credit, Film, Release
from reviews.asking import Statement, at_once, question
from reviews.models import Authorship, PictureUse, Review, TaggedReview
from tests.factories import make_contributor, make_film, make_image, make_published, picture

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def magazine():
    still = make_image(alt="Moss, “soup” & bread", rights_until=NOON)
    for number in range(3):
        film = make_film(
            f"Here {number}", 2020 + number, director="Bas Devos", poster=still, countries=["BE", "NL"]
        )
        Release.objects.create(film=film, date=date(2024, 3, 1), city="Brussels", territory="BE")
        make_published(
            at=NOON, film=film, contributors=[make_contributor(handles=[["@ann", "https://example.org/"]])],
            tags=["moss", "soup"], pictures=[picture(still, "gallery")], headline=f"Čau {number} \\ \"quoted\"",
        )  # fmt: skip


def everything():
    """Questions of every sort: rows, rows with others, values, counts, conditions, slices, nothing, prefetched."""
    published = Review.objects.published(NOON)
    return [
        published.for_cards(NOON).newest_first(),
        Authorship.objects.select_related("contributor__portrait").order_by("pk"),
        PictureUse.objects.select_related("image").order_by("pk"),
        Release.objects.select_related("film").order_by("pk"),
        Film.objects.annotate(about=Count("subjects")).order_by("-pk")[:2],
        Film.objects.annotate(has=Exists(Credit.objects.filter(film=OuterRef("pk")))).order_by("pk"),
        TaggedReview.objects.order_by("pk").values_list("tag__name", "ordered_at"),
        Review.objects.order_by("-pk").values_list("visible_from", flat=True)[:1],
        Review.objects.order_by("pk").values("headline", "rating"),
        Film.objects.filter(pk__in=[]),
        Film.objects.filter(title="There is none"),
        Review.objects.prefetch_related(
            Prefetch("authorships", Authorship.objects.select_related("contributor"))
        ).order_by("pk"),
    ]  # fmt: skip


def said(row):
    """Everything a row says, its related rows and what was added to it as well."""
    if not hasattr(row, "_state"):
        return row
    facts = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    related = {name: said(other) for name, other in row._state.fields_cache.items() if other is not None}
    return type(row), facts, related


def test_each_has_the_rows_it_would_have_had_alone_and_all_cost_one_statement():
    alone = [[said(row) for row in question] for question in everything()]
    together = everything()
    with CaptureQueriesContext(connection) as asked:
        at_once(*together)
        rows = [[said(row) for row in question] for question in together]
    assert rows == alone
    assert all(rows[place] for place in range(9))
    assert len(asked) == 2  # and what was prefetched


def test_what_was_asked_before_is_not_asked_again():
    first, second = Film.objects.order_by("pk"), Review.objects.order_by("pk")
    len(first)
    with CaptureQueriesContext(connection) as asked:
        at_once(first, second)
        at_once(first, second)
        at_once()
    assert len(asked) == 1


def test_what_may_not_be_reached_for_still_raises():
    cards = Review.objects.for_cards(NOON)
    at_once(cards, Film.objects.all())
    with pytest.raises(Exception, match="body"):
        _ = cards[0].body


class TestWrittenOnce:
    def test_the_rows_are_those_of_what_is_given_each_time(self):
        films = list(Film.objects.order_by("pk").values_list("pk", flat=True))
        section = Review.objects.first().section_id
        for chosen in ([], films[:1], films[1:], films, films[::-1]):
            for given in (section, section + 1, None):
                for at in (NOON, NOON - timedelta(seconds=1)):
                    asked = pieces_of(section=given, films=chosen, at=at)
                    alone = pieces_of.__wrapped__(section=given, films=chosen, at=at)
                    assert [said(row) for row in asked] == [said(row) for row in alone]

    def test_its_sql_is_written_once_for_each_shape(self, monkeypatch):
        written = []
        monkeypatch.setattr(
            "reviews.asking.Statement.__init__",
            lambda self, queryset, was=Statement.__init__: (written.append(queryset), was(self, queryset))[1],
        )
        ask = question(lambda films, at: Review.objects.published(at).filter(main_film__in=films))
        for films in ([1], [2], [3, 4], [5, 6], [7, 8, 9], [1, 2, 3, 4], [1, 2, 3, 4, 5], [*range(1, 17)]):
            len(ask(films=films, at=NOON))
        assert len(written) == 3 * 2  # lists of one, four and sixteen; each is written twice and compared

    def test_it_is_asked_when_it_is_looked_at_and_only_once(self):
        asked = pieces_of(section=None, films=[1], at=NOON)
        with CaptureQueriesContext(connection) as queries:
            for _ in range(3):
                assert len(asked) == len(list(asked)) == len(asked[:9])
                assert bool(asked) is (len(asked) > 0)
        assert len(queries) == 1

    def test_answers_to_one_statement_do_not_mix(self):
        films = list(Film.objects.order_by("pk").values_list("pk", flat=True))
        statement = pieces_of(section=None, films=films[:1], at=NOON).statement
        rows = [[row.pk for row in pieces_of(section=None, films=[film], at=NOON)] for film in films]
        assert [[row.pk for row in pieces_of(section=None, films=[film], at=NOON)] for film in films] == rows
        assert statement is pieces_of(section=None, films=films[1:2], at=NOON).statement
        assert len({tuple(row) for row in rows}) == 3

    @pytest.mark.parametrize(
        "build",
        [
            lambda count: Film.objects.order_by("pk")[:count],
            lambda count: Film.objects.filter(year__gt=count + 1),
            lambda count: Film.objects.filter(title=f"Here {count}"),
        ],
    )
    def test_a_value_that_is_changed_on_the_way_is_refused(self, build):
        with pytest.raises(ValueError, match="is given"):
            len(question(build)(count=2))


@question
def pieces_of(section: int | None, films: list[int], at: datetime):
    pieces = Review.objects.published(at).filter(main_film__in=films)
    return (pieces.filter(section=section) if section else pieces).for_cards(at).newest_first()
