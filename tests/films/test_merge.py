"""Two records become one and two again. The table has a row for everything that can refer to a film or a person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.roles import Role
from films.merge import CannotMerge, merge, plan, undo
from films.models import (
    AlternativeTitle,
    Award,
    Credit,
    Edition,
    Embargo,
    Festival,
    Film,
    Merge,
    Person,
    Release,
    Selection,
    Still,
)
from films.references import references_to, values_of
from pagecache import clock
from pagecache.models import Change
from reviews.models import OldPath, OutsideLink, Tag, TaggedReview
from tests.factories import (
    fresh,
    make_credit,
    make_embargo,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_tag,
    make_user,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def edition() -> Edition:
    festival = Festival.objects.get_or_create(name="Berlinale")[0]
    return Edition.objects.get_or_create(festival=festival, year=2023)[0]


def person() -> Person:
    return Person.objects.filter(name="Liyo Gong").first() or make_person("Liyo Gong")


def film() -> Film:
    return Film.objects.filter(title="Ghost Tropic").first() or make_film("Ghost Tropic", 2019)


def review_about(*films):
    return make_review(films=[*films, film()])


# For each column that can refer to a film: a row of its own, and, where a film has such a row only once, that row
# made for both.
FILM = {
    "films.alternativetitle.film": lambda it: AlternativeTitle.objects.create(film=it, title="Hier", language="nl"),
    "films.credit.film": lambda it: make_credit(it, person(), "cast", character="Shuxiu"),
    "films.embargo.film": lambda it: make_embargo(it, NOON + MINUTE),
    "films.selection.film": lambda it: Selection.objects.create(edition=edition(), film=it),
    "films.award.film": lambda it: Award.objects.create(edition=edition(), film=it, name="Best Film"),
    "films.release.film": lambda it: Release.objects.create(film=it, date=date(2024, 3, 1), city="Brussels"),
    "films.still.film": lambda it: Still.objects.create(film=it, image=make_image()),
    "films.film.part_of": lambda it: make_film(part_of=it),
    "films.film.merged_into": lambda it: make_film(merged_into=it),
    "reviews.subject.film": lambda it: review_about(it).subjects.get(film=it),
    "reviews.review.main_film": lambda it: review_about(it),
    "reviews.outsidelink.film": lambda it: OutsideLink.objects.create(film=it, title="Elsewhere", url="https://a.example"),
    "reviews.oldpath.film": lambda it: OldPath.objects.create(film=it, path=f"/here-{it.pk}/"),
    "reviews.tag.film": lambda it: Tag.objects.for_film(it),
}  # fmt: skip
PERSON = {
    "films.credit.person": lambda it: make_credit(film(), it, "cast", character="Shuxiu"),
    "films.award.person": lambda it: Award.objects.create(edition=edition(), person=it, name="Best Actor"),
    "films.person.merged_into": lambda it: make_person(merged_into=it),
    "reviews.outsidelink.person": lambda it: OutsideLink.objects.create(person=it, title="Talk", url="https://a.example"),
    "reviews.oldpath.person": lambda it: OldPath.objects.create(person=it, path=f"/liyo-{it.pk}/"),
    "reviews.tag.person": lambda it: Tag.objects.for_person(it),
}  # fmt: skip
TAG = {
    "reviews.taggedreview.tag": lambda it: make_review(tags=[it]).tagged.get(),
    "reviews.tag.merged_into": lambda it: Tag.objects.create(name=f"older {it.pk}", merged_into=it),
    "reviews.oldpath.tag": lambda it: OldPath.objects.create(tag=it, path=f"/tag-{it.pk}/"),
}
TABLE = [(make_film, FILM), (make_person, PERSON), (make_tag, TAG)]
ROWS = [pytest.param(make, name, build, id=name) for make, rows in TABLE for name, build in rows.items()]


def everything() -> set:
    """Every column of every row of films and pieces, but for the merges themselves."""
    models = [*apps.get_app_config("films").get_models(), *apps.get_app_config("reviews").get_models()]
    return {
        (model._meta.label_lower, row.pk, column, repr(value))
        for model in models
        if model is not Merge
        for row in model._base_manager.all()
        for column, value in values_of(row).items()
    }


def as_it_is() -> set:
    """The same, once what is computed from names and credits is fresh."""
    for row in Film.objects.all():
        row.refresh_names()
    return everything()


def what_differs(before: set) -> list:
    return sorted(before ^ everything())


def pair(make):
    return make("moss"), make("lichen")


@pytest.mark.parametrize(("model", "rows"), [(Film, FILM), (Person, PERSON), (Tag, TAG)])
def test_the_table_names_everything_that_can_refer_to_one(model, rows):
    found = {f"{reference.label}.{reference.field.name}" for reference in references_to(model)}
    assert found == set(rows)


@pytest.mark.parametrize(("make", "name", "build"), ROWS)
def test_what_refers_to_the_loser_refers_to_the_survivor_and_comes_back(make, name, build):
    loser, survivor = pair(make)
    row, column = build(loser), name.rpartition(".")[2]
    before = as_it_is()
    told = merge(loser, survivor, by=make_user(Role.CHIEF))
    assert getattr(fresh(row), column) == survivor
    assert fresh(loser).merged_into == survivor
    undo(told, by=make_user(Role.CHIEF))
    assert what_differs(before) == []


DOUBLES = {
    "films.alternativetitle.film": (make_film, FILM), "films.credit.film": (make_film, FILM),
    "films.selection.film": (make_film, FILM), "films.credit.person": (make_person, PERSON),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBLES)
def test_what_the_survivor_has_already_is_set_aside_and_comes_back(name):
    make, rows = DOUBLES[name]
    loser, survivor = pair(make)
    theirs, ours = rows[name](loser), rows[name](survivor)
    before = as_it_is()
    told = merge(loser, survivor, by=None)
    assert not type(theirs).objects.filter(pk=theirs.pk).exists()
    assert [values["id"] for _label, values in told.set_aside] == [theirs.pk]
    assert fresh(ours).pk == ours.pk
    undo(told, by=None)
    assert what_differs(before) == []


def test_a_piece_about_both_films_is_about_one_and_about_both_again():
    loser, survivor, still = make_film("Here", 2023), make_film("Here!", 2023), make_image()
    piece = make_published(
        at=NOON - MINUTE,
        subjects=[subject(survivor, "mentioned"), subject(loser, "reviewed", 8)],
        tags=["moss"],
    )
    for row in (loser, survivor):
        Still.objects.create(film=row, image=still)
    before = as_it_is()
    told = merge(loser, survivor, by=None)
    row = piece.subjects.get()
    assert (row.film, row.treatment, row.rating) == (survivor, "reviewed", 8)
    assert fresh(piece).main_film == survivor
    assert survivor.stills.count() == 1
    undo(told, by=None)
    assert what_differs(before) == []


def test_two_tags_on_one_piece_become_one():
    loser, survivor = make_tag("mosses"), make_tag("moss")
    piece = make_published(at=NOON - MINUTE, tags=[loser, survivor])
    before = as_it_is()
    told = merge(loser, survivor, by=make_user(Role.CHIEF))
    assert [row.tag for row in TaggedReview.objects.filter(content_object=piece)] == [survivor]
    assert Tag.objects.take("Mosses") == survivor
    undo(told, by=make_user(Role.CHIEF))
    assert what_differs(before) == []


def test_two_films_with_a_tag_each_keep_one():
    loser, survivor = make_film("Here", 2023), make_film("Here", 2023)
    theirs, ours = Tag.objects.for_film(loser), Tag.objects.for_film(survivor)
    piece = make_published(at=NOON - MINUTE, tags=[theirs])
    before = as_it_is()
    told = merge(loser, survivor, by=make_user(Role.CHIEF))
    assert fresh(theirs).survivor() == ours
    assert [row.tag for row in TaggedReview.objects.filter(content_object=piece)] == [ours]
    (consequence,) = told.consequences.all()
    with pytest.raises(CannotMerge, match="Undo that one"):
        undo(consequence, by=None)
    undo(told, by=None)
    assert what_differs(before) == []


# Fields


def test_the_survivor_keeps_its_word_and_takes_what_it_does_not_know():
    loser = make_film("Hier", 2022, synopsis="A builder stays.", runtime=82, imdb_id="tt0000001")
    survivor = make_film("Here", 2023, runtime=83)
    before = as_it_is()
    told = merge(loser, survivor, by=None)
    now = fresh(survivor)
    assert (now.title, now.year, now.runtime) == ("Here", 2023, 83)
    assert (now.synopsis, now.imdb_id) == ("A builder stays.", "tt0000001")
    assert [row.title for row in now.alternative_titles.all()] == ["Hier"]
    assert "hier" in now.folded
    undo(told, by=None)
    assert what_differs(before) == []


def test_field_by_field_the_other_record_may_have_its_way():
    loser = make_film("Hier", 2022, wikidata_id="Q1", key_still=make_image(), hue=120, saturation=40)
    survivor = make_film("Here", 2023, wikidata_id="Q2", key_still=make_image(), hue=10, saturation=30)
    before = as_it_is()
    assert [each.name for each in plan(loser, survivor).differences] == [
        "title",
        "year",
        "key_still",
        "wikidata_id",
    ]
    told = merge(loser, survivor, by=None, take=["title", "wikidata_id", "key_still"])
    now = fresh(survivor)
    assert (now.title, now.sort_title, now.year, now.wikidata_id) == ("Hier", "Hier", 2023, "Q1")
    assert (now.key_still, now.hue) == (loser.key_still, 120)
    assert [row.title for row in now.alternative_titles.all()] == ["Here"]
    undo(told, by=None)
    assert what_differs(before) == []


def test_a_person_keeps_every_name_and_films_find_them_under_it():
    loser, survivor = make_person("Bastiaan Devos", aliases=["B. Devos"]), make_person("Bas Devos")
    here = make_film("Here", 2023, director=loser)
    before = as_it_is()
    told = merge(loser, survivor, by=make_user(Role.CHIEF))
    assert fresh(survivor).aliases == ["Bastiaan Devos", "B. Devos"]
    assert "bas devos" in fresh(here).folded
    undo(told, by=make_user(Role.CHIEF))
    assert what_differs(before) == []


# Warnings and refusals


def test_two_films_called_here_are_warned_of():
    devos = make_film("Here", 2023, director="Bas Devos")
    zemeckis = make_film("Here", 2024, director="Robert Zemeckis")
    assert plan(zemeckis, devos).warnings == ["These are two films: different year and director."]
    assert plan(make_film("Here", 2023, director="Bas Devos"), devos).warnings == []


def test_two_people_without_a_film_in_common_are_warned_of():
    one, other = make_person("Stefan Gota"), make_person("Stefan Gota")
    assert plan(one, other).warnings == []
    make_credit(make_film(), one)
    make_credit(make_film(), other)
    assert plan(one, other).warnings == [
        "These two have no film in common. Two people of one name are normal."
    ]
    other.imdb_id, one.imdb_id = "nm0000001", "nm0000002"
    assert "Their IMDb ids differ: nm0000002 and nm0000001." in plan(one, other).warnings


def refusal(act, *args, **given) -> str:
    with pytest.raises(CannotMerge) as refused:
        act(*args, by=None, **given)
    return str(refused.value)


def test_there_and_back_is_refused():
    one, other = make_film("Here", 2023), make_film("Hier", 2023)
    merge(one, other, by=None)
    said = "Here (2023) was merged into Hier (2023) already. Merge that one instead."
    assert refusal(merge, other, one) == said
    assert refusal(merge, fresh(other), fresh(one)) == said
    assert "into itself" in refusal(merge, other, other)


def test_what_was_looked_at_is_what_is_done():
    one, other = make_film("Here", 2023), make_film("Hier", 2023)
    seal = plan(one, other).seal
    make_review(film=one)
    assert "changed after you looked" in refusal(merge, one, other, seal=seal)
    merge(one, other, by=None, seal=plan(one, other).seal)


def test_a_whole_and_its_part_are_no_doubles():
    series = make_film("Berlin Alexanderplatz", 1980)
    part = make_film("Part one", 1980, part_of=make_film("Season", 1980, part_of=series))
    for loser, survivor in ((series, part), (part, series)):
        assert "is part of" in refusal(merge, loser, survivor)


@pytest.mark.parametrize("make", [make_film, make_person, make_tag])
@pytest.mark.parametrize("role", [*Role, None])
def test_only_chiefs_merge_and_undo(make, role):
    loser, survivor = pair(make)
    user = make_user(role)
    if role == Role.CHIEF:
        undo(merge(loser, survivor, by=user), by=user)
        return
    with pytest.raises(PermissionDenied):
        merge(loser, survivor, by=user)
    told = merge(loser, survivor, by=None)
    with pytest.raises(PermissionDenied):
        undo(told, by=user)


# Undoing


def test_a_merge_can_be_undone_for_a_day():
    told = merge(*pair(make_film), by=None)
    with clock.freeze(NOON + timedelta(hours=24)):
        assert refusal(undo, told) == "A merge can be undone for 24 hours, and these are over."
    with clock.freeze(NOON + timedelta(hours=23, minutes=59)):
        undo(told, by=None)
        assert refusal(undo, told) == "This merge was undone already."


def test_it_is_refused_where_a_change_would_be_lost():
    loser, survivor = make_film("Hier", 2022, runtime=82), make_film("Here", 2023)
    told = merge(loser, survivor, by=None)
    Film.objects.filter(pk=survivor.pk).update(runtime=90)
    assert "The runtime of Here (2023) was changed since." in refusal(undo, told)
    Film.objects.filter(pk=survivor.pk).update(runtime=82, synopsis="Moss.")
    undo(told, by=None)
    assert (fresh(survivor).runtime, fresh(survivor).synopsis) == (None, "Moss.")


def test_merges_are_undone_in_the_order_that_keeps_them_exact():
    one, two, three = (make_film(title, 2023) for title in ("Here", "Hier", "Ici"))
    piece = make_review(film=one)
    before = as_it_is()
    first = merge(one, two, by=None)
    second = merge(fresh(two), three, by=None)
    assert fresh(one).merged_into == three
    assert piece.subjects.get().film == three
    assert "Undo that first" in refusal(undo, first)
    undo(second, by=None)
    undo(first, by=None)
    assert what_differs(before) == []


def test_a_merge_that_moved_the_same_rows_is_undone_first():
    one, two = make_film("Here", 2023), make_film("Hier", 2023)
    star, same_star = make_person("Liyo Gong"), make_person("Liyo Gong")
    make_credit(one, star, "cast")
    make_credit(two, same_star, "cast")
    before = as_it_is()
    first = merge(one, two, by=None)
    second = merge(star, same_star, by=None)
    assert Credit.objects.count() == 1
    assert "Liyo Gong into Liyo Gong" in refusal(undo, first)
    undo(second, by=None)
    undo(first, by=None)
    assert what_differs(before) == []


def test_an_embargo_set_meanwhile_forbids_it_until_it_is_over():
    loser, survivor = make_film("Hier", 2023), make_film("Here", 2023)
    make_embargo(survivor, NOON + 5 * MINUTE)
    told = merge(loser, survivor, by=None)
    make_embargo(survivor, NOON + MINUTE)
    assert "An embargo was set on Here (2023) since." in refusal(undo, told)
    with clock.freeze(NOON + MINUTE):
        undo(told, by=None)
    assert [row.film for row in Embargo.objects.order_by("pk")] == [survivor, survivor]


# Told


def test_both_pages_and_those_of_the_credits_are_made_anew():
    loser, survivor = make_film("Hier", 2023, director="Bas Devos"), make_film("Here", 2023)
    piece = make_published(at=NOON - MINUTE, film=loser)
    Change.objects.all().delete()
    told = merge(loser, survivor, by=None)
    keys = {f"film:{loser.pk}", f"film:{survivor.pk}", f"review:{piece.pk}", "latest"}
    keys.add(f"person:{Person.objects.get().pk}")
    assert keys <= set(Change.objects.values_list("key", flat=True))
    Change.objects.all().delete()
    undo(told, by=None)
    assert keys <= set(Change.objects.values_list("key", flat=True))


def test_nothing_stays_of_a_merge_that_fails(monkeypatch):
    loser, survivor = pair(make_film)
    make_review(film=loser)
    before = as_it_is()
    monkeypatch.setattr("films.merge.record", lambda *args, **given: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        merge(loser, survivor, by=None)
    assert (what_differs(before), Merge.objects.count()) == ([], 0)
