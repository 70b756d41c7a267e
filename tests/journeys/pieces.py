"""Pieces of the journeys' own, written into the running site's data by a process of the site's."""

import os


def made(site, verb: str, **given):
    """What a function below answers when it is called with the site's own settings."""
    return site.ask(verb, **given)


def publish(
    headline: str, film: str, section: str, tags: list[str], writer: str = "Lupe Arrieta Sol"
) -> dict:
    """A live review with a picture that no other piece shows. Its number, its address and its picture's key."""
    from films.models import Film
    from reviews.models import Contributor, Section
    from tests.factories import make_published
    from tests.images.pictures import drawing, make_picture

    # No file like that of another piece: what is taken down may not come back with the next one.
    ground = drawing((1200, 800), colour=tuple(os.urandom(3)))
    image = make_picture(ground, alt="A lamp on a landing", credit="Illustration: the desk")
    review = make_published(
        headline=headline,
        dek="Written for one journey.",
        film=Film.objects.get(slug=film),
        contributor=Contributor.objects.get(name=writer),
        section=Section.objects.get(name=section),
        tags=tags,
        lead=image,
    )
    return {"pk": review.pk, "path": review.path, "picture": image.key}


def plan(headline: str, at: str, embargo: str | None = None, publicist: str = "") -> dict:
    """A review of a new film, scheduled for that moment, and an embargo on the film when there is an end for one."""
    from datetime import datetime

    from accounts.models import User
    from films.models import Embargo
    from reviews.embargoes import keep_embargo
    from tests.factories import make_film, make_published

    editor, film = User.objects.get(username="editor"), make_film(f"{headline}, the Film", 2024)
    if embargo:
        ends = datetime.fromisoformat(embargo)
        keep_embargo(Embargo(film=film, ends_at=ends, zone="Europe/Brussels", source=publicist), by=editor)
    review = make_published(headline=headline, film=film, at=datetime.fromisoformat(at), by=editor)
    return {"pk": review.pk, "path": review.path, "film": film.label}


def embargo(title: str, publicist: str) -> dict:
    """A new film of which nobody may publish anything until 2099: its name and its number."""
    from datetime import UTC, datetime

    from tests.factories import make_embargo, make_film

    film = make_film(title, 2024)
    make_embargo(film, datetime(2099, 2, 9, 8, tzinfo=UTC), source=publicist)
    return {"film": film.label, "pk": film.pk}


def doubles(title: str, other: str, director: str, again: str) -> dict:
    """One film that was entered twice, each time with its director and a live review of that headline.

    Number and address of both films and of both people.
    """
    from tests.factories import make_film, make_published

    films = [make_film(name, 2021, director=maker) for name, maker in ((title, director), (other, again))]
    for film in films:
        make_published(headline=f"On {film.title}", film=film)
    people = [film.credits.get().person for film in films]
    return {
        kind: [{"pk": row.pk, "path": row.get_absolute_url()} for row in rows]
        for kind, rows in (("films", films), ("people", people))
    }


def path_of(pk: int) -> str:
    """Where the piece stands by now: one that did not show yet follows the month in which it does."""
    from reviews.models import Review

    return Review.objects.get(pk=pk).path


def moment_of(pk: int) -> str:
    """When the piece appears, in UTC, as the database holds it."""
    from reviews.models import Review

    return Review.objects.get(pk=pk).visible_from.isoformat()


def next_appearance() -> float | None:
    """In how many seconds the next scheduled piece appears; None when there is none."""
    from pagecache.clock import now
    from reviews.models import Review

    at = now()
    coming = Review.objects.filter(status=Review.Status.PUBLISHED, visible_from__gt=at).order_by(
        "visible_from"
    )
    first = coming.values_list("visible_from", flat=True).first()
    return (first - at).total_seconds() if first else None


def gone() -> dict:
    """The addresses of pieces that answer 410 and 451, of which the second is made here."""
    from reviews.models import Restriction, Review
    from reviews.restrictions import restrict

    withdrawn = Review.objects.filter(status=Review.Status.WITHDRAWN).exclude(path=None).first()
    taken_down = Review.objects.get(
        pk=publish("NIGHT BUS, Once More", "night-bus-to-ostrava-2024", "Weird", [])["pk"]
    )
    restrict(mode=Restriction.Mode.FULL, review=taken_down, public_kind="copyright", reference="M-2026-9999")
    return {"410": withdrawn.path, "451": taken_down.path}


def told() -> dict:
    """The address of a notice in the public register, which is made here."""
    from accounts.models import User
    from moderation.models import Case, RegisterEntry
    from moderation.services import path_of
    from pagecache.clock import now

    case = Case.objects.order_by("pk").first()
    Case.objects.filter(pk=case.pk).update(decided_at=now())
    RegisterEntry.objects.create(
        case=case,
        work="A photograph.",
        outcome="We hid it.",
        published_at=now(),
        approved_by=User.objects.first(),
    )
    return {"register": path_of(case)}


def numbers() -> dict:
    """The numbers by which the newsroom knows the review of Here (2023), the film and its namesake, the newest report,
    and what the desk has planned."""
    from films.models import Film
    from moderation.models import Case
    from reviews.models import Bundle, Note, Review, Revision

    proposal = Revision.objects.proposals().order_by("pk").first()
    return {
        "proposed": f"{proposal.review_id}/proposal/{proposal.number}",
        "changing": Revision.objects.scheduled().order_by("pk").first().review_id,
        "talked": Note.objects.order_by("pk").first().review_id,
        "bundle": Bundle.objects.order_by("pk").first().pk,
        "namesake": Film.objects.get(slug="here-2024").pk,
        "piece": Review.objects.get(path="/2024/02/here-review/").pk,
        "film": Film.objects.get(slug="here-2023").pk,
        "case": Case.objects.order_by("-pk").first().pk,
    }


def complained() -> dict:
    """Reports in several states: the addresses of their pages, and of what their writer can do."""
    from accounts.models import User
    from moderation import services, tokens
    from reviews.models import Contributor
    from tests.factories import make_published
    from tests.moderation.reporting import COUNTER, make_case

    moderator = User.objects.get(username="moderator")
    writer = Contributor.objects.filter(user__username="writer").first()

    def notice(**given):
        piece = make_published(headline="The Lamp on the Landing", contributor=writer)
        return make_case(
            piece, more_addresses="/reviews/\n/nowhere/", organisation="Verlinden & Co.", **given
        )

    def status(case):
        return f"/report/status/{tokens.status_of(case.reports.last())}/"

    def hidden():
        case = notice()
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        return case

    unconfirmed, known = notice(confirmed=False), notice()
    incomplete = notice(notice={"work": "A photograph"})
    services.ask_for_what_is_missing(
        incomplete, by=moderator, version=1, reason="Which of the two pictures is it?"
    )
    down, running, refused = hidden(), hidden(), notice()
    services.submit_counter_notice(running, by=writer.user, **COUNTER)
    services.refuse(refused, by=moderator, version=1, reason="Ours.", words="We have a licence for it.")
    return {
        "unconfirmed": f"/report/confirm/{tokens.confirming(unconfirmed.reports.get())}/",
        "confirmed": f"/report/confirm/{tokens.confirming(known.reports.get())}/",
        "received": status(known),
        "incomplete": status(incomplete),
        "hidden": status(down),
        "running": status(running),
        "refused": status(refused),
        "counter": f"/report/counter/{tokens.countering(down, writer)}/",
        "countered": f"/report/counter/{tokens.countering(running, writer)}/",
    }


def letters(reference: str) -> dict:
    """What we wrote about a case so far: the addresses of ours that each letter names, by its code."""
    import re

    from moderation.models import Letter

    year, number = map(int, reference.removeprefix("M-").split("-"))
    found = Letter.objects.filter(case__year=year, case__number=number).order_by("pk")
    return {letter.code: re.findall(r"https?://[^/]+(/\S+)", letter.text) for letter in found}


def moderate(reference: str, act: str, picture: str = "", **given) -> dict:
    """One verb of a moderator on that case, on the version that stands."""
    from accounts.models import User
    from images.models import Image
    from moderation import services
    from moderation.models import Case

    year, number = map(int, reference.removeprefix("M-").split("-"))
    case = Case.objects.get(year=year, number=number)
    if picture:
        given["image"] = Image.objects.get(key=picture)
    services.decide(case, by=User.objects.get(username="moderator"), version=case.version, act=act, **given)
    case.refresh_from_db()
    return {"state": case.state}


def clock_of(reference: str) -> dict:
    """When what the case hides comes back, and where the case stands."""
    from moderation.models import Case

    year, number = map(int, reference.removeprefix("M-").split("-"))
    case = Case.objects.get(year=year, number=number)
    return {"planned": case.counter_notices.last().planned_at.isoformat(), "state": case.state}


def answer_at(path: str, at: str) -> int:
    """What a reader is answered there at that moment."""
    from datetime import datetime

    from django.test import Client

    from pagecache import clock

    with clock.freeze(datetime.fromisoformat(at)):
        return Client(headers={"host": "127.0.0.1"}).get(path).status_code


def files_of(key: str) -> list[str]:
    """The addresses of a picture's files that readers are given."""
    from images.models import Image

    image = Image.objects.get(key=key)
    return [f"/pictures/{key}/{width}.jpg" for width in image.renditions["jpeg"]]


def reported(headline: str) -> dict:
    """A live review with a picture, and a complete copyright notice about it; `case` is its number."""
    from reviews.models import Review
    from tests.moderation.reporting import make_case

    piece = publish(headline, "a-table-for-four-2023", "Weird", [])
    case = make_case(Review.objects.get(pk=piece["pk"]))
    return piece | {"case": case.pk, "reference": case.reference}
