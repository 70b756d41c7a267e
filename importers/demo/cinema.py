"""What is true in the demo's cinema: films, people, releases, embargoes, festivals, links."""

from collections import Counter
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from films.models import (
    AlternativeTitle,
    Award,
    Credit,
    Edition,
    Embargo,
    Festival,
    FestivalSection,
    Film,
    Person,
    Release,
    Selection,
)
from films.vocabulary import Precision
from images.models import Image
from importers.demo import archive
from importers.demo.calendar import Calendar
from importers.demo.content import table
from reviews.models import OutsideLink


class Cinema:
    """Films by slug, people by name and by slug, as they are made."""

    def __init__(self, calendar: Calendar, library: dict[str, Image]):
        self.calendar = calendar
        self.library = library
        self.films: dict[str, Film] = {}
        self.people: dict[str, Person] = {}
        self.told = {row["name"]: row for row in table("people")["person"]}

    def open(self) -> None:
        for old in archive.films():
            self._old_film(old)
        for row in table("films")["film"]:
            self._film(row)
        for film in self.films.values():
            film.refresh_names()
        for row in table("festivals")["festival"]:
            self._festival(row)
        for row in table("links")["link"]:
            self._link(row)

    def person(self, name: str) -> Person:
        """The person of that name, made at the first mention; "Name #2" is another of the same name."""
        if name not in self.people:
            told = {key: value for key, value in self.told.get(name, {}).items() if key != "name"}
            self.people[name] = Person.objects.create(name=name.partition(" #")[0], **told)
        return self.people[name]

    def by_slug(self) -> dict[str, int]:
        return {person.slug: person.pk for person in self.people.values()}

    def _old_film(self, old: archive.OldFilm) -> None:
        film = Film.objects.create(slug=old.slug, title=old.title, year=old.year, countries=[old.country])
        self.films[old.slug] = film
        Credit.objects.create(film=film, person=self.person(old.director), role="director")

    def _film(self, row: dict) -> None:
        still, poster = self.library.get(row.get("still", "")), self.library.get(row.get("poster", ""))
        film = Film(
            slug=row["slug"],
            form=row.get("form", "feature"),
            title=row["title"],
            title_language=row.get("title_language", "en"),
            original_title=row.get("original_title", ""),
            original_title_language=row.get("original_title_language", ""),
            sort_title=row.get("sort_title", ""),
            year=row.get("year"),
            countries=row["countries"],
            languages=row.get("languages", []),
            runtime=row.get("runtime"),
            aspect_ratio=row.get("ratio", ""),
            synopsis=row.get("synopsis", ""),
            why_another=row.get("why_another", ""),
            poster=poster,
            key_still=still,
            hue=row.get("hue", still.hue if still else None),
            saturation=row.get("saturation", still.saturation if still else None),
            colour_by_hand="hue" in row,
        )
        film.save()
        self.films[film.slug] = film
        AlternativeTitle.objects.bulk_create(
            AlternativeTitle(film=film, title=title, language=language)
            for title, language in row.get("also", [])
        )
        self._credits(film, row.get("credits", []))
        for release in row.get("releases", []):
            self._release(film, release)
        if "embargo" in row:
            self._embargo(film, **row["embargo"])

    def _credits(self, film: Film, rows: list) -> None:
        billed: Counter = Counter()
        for role, name, *character in rows:
            billed[role] += 1
            Credit.objects.create(
                film=film,
                person=self.person(name),
                role=role,
                character="".join(character),
                billing=billed[role],
            )

    def _release(self, film: Film, row: dict) -> None:
        day = self.calendar.day(row)
        Release.objects.create(
            film=film,
            territory=row.get("territory", ""),
            city=row.get("city", ""),
            venue=row.get("venue", ""),
            date=day,
            precision=row.get("precision", Precision.DAY),
            medium=row.get("medium", "cinema"),
            distributor=row.get("distributor", ""),
            checked_on=self.calendar.today,
        )

    def _embargo(self, film: Film, *, kinds, days, at, zone, source, note) -> None:
        day = self.calendar.today + timedelta(days=days)
        Embargo.objects.create(
            film=film, kinds=kinds, zone=zone, source=source, note=note,
            ends_at=datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone)),
        )  # fmt: skip

    def _festival(self, row: dict) -> None:
        festival = Festival.objects.create(
            name=row["name"], short_name=row["short_name"], city=row["city"], country=row["country"]
        )
        for told in row["edition"]:
            edition = Edition.objects.create(
                festival=festival, year=told["year"], starts_on=told["starts_on"], ends_on=told["ends_on"]
            )
            sections: dict[str, FestivalSection] = {}
            for film, name, premiere in told["line_up"]:
                if name not in sections:
                    sections[name] = FestivalSection.objects.create(
                        edition=edition, name=name, position=len(sections)
                    )
                Selection.objects.create(
                    edition=edition, section=sections[name], film=self.films[film], premiere=premiere
                )
            for award in told.get("awards", []):
                Award.objects.create(
                    edition=edition,
                    name=award["name"],
                    section=sections.get(award.get("section")),
                    film=self.films[award["film"]],
                    person=self.person(award["person"]) if "person" in award else None,
                    shared=award.get("shared", False),
                )

    def _link(self, row: dict) -> None:
        row = dict(row)
        film, person = row.pop("film", None), row.pop("person", None)
        OutsideLink.objects.create(
            film=self.films[film] if film else None, person=self.person(person) if person else None, **row
        )
