"""Pieces, films and people for tests: what a test does not name is sensible, unlike its neighbours and dull.

    make_review(headline="...", film=film, tags=["slow cinema"])   a draft, as the desk begins it
    make_published(at=..., film=film)                              live, or scheduled when `at` is to come
    make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"])

Pieces go through the workflow as everybody's do, so their rows, revisions and changes are whole.
"""

from datetime import datetime, timedelta
from itertools import count

from accounts.models import User
from films.models import Credit, Embargo, Film, Person
from pagecache import clock
from reviews import state as states
from reviews import workflow
from reviews.models import Contributor, PreviewLink, Review, Section, Subject, Tag, WorkingCopy
from reviews.workflow.previewing import digest
from tests.images.pictures import drawing, make_picture

_numbers = count(1)


def make_user(role: str | None = "editor", **fields) -> User:
    """An account that holds the role; None for an account without any."""
    number = next(_numbers)
    superuser = fields.pop("is_superuser", False)
    user = User(
        username=fields.pop("username", f"account{number}"), is_superuser=superuser, is_staff=True, **fields
    )
    user.set_password("correct horse battery")
    user.save()
    if role:
        user.grants.create(role=role)
    return user


def make_contributor(name: str | None = None, **fields) -> Contributor:
    return Contributor.objects.create(name=name or f"Writer {next(_numbers)}", **fields)


def make_person(name: str | None = None, **fields) -> Person:
    return Person.objects.create(name=name or f"Person {next(_numbers)}", **fields)


def make_film(title: str | None = None, year: int | None = 2020, *, director=None, cast=(), **fields) -> Film:
    """`director` and `cast`: people, or names; a name is the person of that name, made when there is none."""
    film = Film.objects.create(title=title or f"Film {next(_numbers)}", year=year, **fields)
    if director:
        make_credit(film, director, "director")
    for billing, actor in enumerate(cast, start=1):
        make_credit(film, actor, "cast", billing=billing)
    if title or director or cast:  # “Film 17” has no namesake, and nobody to be found by
        film.refresh_names()
    film.refresh_from_db()
    return film


def make_credit(film: Film, person: Person | str, role: str = "director", **fields) -> Credit:
    if isinstance(person, str):
        person = Person.objects.filter(name=person).first() or make_person(person)
    return Credit.objects.create(film=film, person=person, role=role, **fields)


def make_embargo(film: Film, ends_at: datetime, **fields) -> Embargo:
    return Embargo.objects.create(film=film, ends_at=ends_at, **{"zone": "Europe/Brussels"} | fields)


def make_section(name: str | None = None, **fields) -> Section:
    return Section.objects.create(name=name or f"Section {next(_numbers)}", **fields)


def make_tag(name: str | None = None) -> Tag:
    return Tag.objects.take(name or f"theme {next(_numbers)}")


def make_image(size: tuple[int, int] = (480, 320), **facts):
    """A real small JPEG, taken into the library with its base rendition."""
    return make_picture(drawing(size), **facts)


def make_state(
    *,
    film=None,
    films=(),
    contributor=None,
    contributors=(),
    tags=(),
    lead=None,
    pictures=(),
    pins=(),
    not_related=(),
    **given,
) -> dict:
    """A publishable state. Rows stand for themselves; `tags` may be names; the rest is as `reviews/state.py`
    says. `film=False` and `contributor=False` leave them out. `pins`, `not_related`: pieces that an editor
    pinned or excluded.
    """
    number = next(_numbers)
    for name in ("section", "translation_of"):
        if given.get(name) is not None:
            given[name] = given[name].pk
    if "section" not in given:
        given["section"] = Section.objects.get_or_create(name="International")[0].pk
    if "subjects" not in given:
        about = [*([film] if film else []), *films]
        if not about and film is not False:
            about = [make_film()]
        given["subjects"] = [subject(film) for film in about]
    if "authors" not in given:
        writers = [*([contributor] if contributor else []), *contributors]
        if not writers and contributor is not False:
            writers = [make_contributor()]
        given["authors"] = [author(writer) for writer in writers]
    given["tags"] = [(Tag.objects.take(tag) if isinstance(tag, str) else tag).pk for tag in tags]
    given["pictures"] = [
        *([picture(lead, place="lead")] if lead else []),
        *(entry if isinstance(entry, dict) else picture(entry) for entry in pictures),
    ]
    given["pins"] = [
        *({"review": piece.pk, "exclude": False} for piece in pins),
        *({"review": piece.pk, "exclude": True} for piece in not_related),
    ]
    return states.blank(
        **{"headline": f"Headline {number}", "body": f"<p>Text {number} of a piece.</p>"} | given
    )


def subject(film: Film, treatment: str = Subject.Treatment.REVIEWED, rating: int | None = None) -> dict:
    return {"film": film.pk, "work": "", "treatment": str(treatment), "rating": rating}


def author(contributor: Contributor, credit: str = "words", role: str = "", place: str = "") -> dict:
    return {"contributor": contributor.pk, "credit": credit, "role": role, "place": place}


def picture(image, place: str = "body", alt: str | None = None, caption="", decorative=False) -> dict:
    return {
        "image": image.pk, "place": place, "alt": image.alt if alt is None else alt, "caption": caption,
        "decorative": decorative,
    }  # fmt: skip


def make_review(status: str = Review.Status.DRAFT, *, by: User | None = None, **given) -> Review:
    """A piece that stands where `status` says, led there by the verbs, and complete enough to be published."""
    review = fresh(workflow.begin(make_state(**given), by=by))
    for verb in STEPS[Review.Status(status)]:
        verb(review, review.version)
        review = fresh(review)
    return review


def _submit(review, version):
    workflow.submit(review, by=None, version=version)


def _make_ready(review, version):
    workflow.make_ready(review, by=None, version=version)


def _publish(review, version):
    workflow.publish(review, by=None, version=version)


def _withdraw(review, version):
    workflow.withdraw(review, by=None, version=version, reason="Too many errors.")


STEPS = {
    Review.Status.DRAFT: [],
    Review.Status.SUBMITTED: [_submit],
    Review.Status.READY: [_submit, _make_ready],
    Review.Status.PUBLISHED: [_submit, _make_ready, _publish],
    Review.Status.WITHDRAWN: [_submit, _make_ready, _publish, _withdraw],
}


def make_published(*, at: datetime | None = None, by: User | None = None, **given) -> Review:
    """A piece published at that moment (now when None): live when it has come, scheduled when it has not."""
    present = clock.now()
    begun_at = min(at or present, present)
    with clock.freeze(begun_at):
        review = make_review(by=by, **given)
        workflow.publish(review, by=by, version=review.version, at=at)
    return fresh(review)


def make_link(review: Review, label: str = "The distributor", **columns) -> PreviewLink:
    """A link for outsiders that lasts a week; `token` for one that has to be known."""
    token = columns.pop("token", None) or f"token-{next(_numbers)}"
    given = {"created_at": clock.now(), "expires_at": clock.now() + timedelta(days=7)} | columns
    return PreviewLink.objects.create(review=review, label=label, token_hash=digest(token), **given)


def rewrite(review: Review, *, by: User | None = None, **changes) -> WorkingCopy:
    """Save the piece's working copy with these changes; a live piece shows them after `publish_change`."""
    copy = workflow.working_copy(review)
    return workflow.save(review, copy.state | changes, by=by, version=copy.version)


def fresh(row):
    """The row as the database has it, without anything remembered."""
    return type(row).objects.get(pk=row.pk)


def put_columns(row, **columns):
    """Write columns past everything that guards them, for states that no verb leads to any more."""
    type(row).objects.filter(pk=row.pk).update(**columns)
    return fresh(row)
