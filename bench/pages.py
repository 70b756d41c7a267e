"""Which pages of an invented magazine are looked at. Import it once Django is set up.

Of the pieces half have their list of related ones, as the beat leaves them, and the others work it out.
"""

import random

from django.db.models import Count
from django.urls import reverse

from films.models import Edition, Film, Person
from images.models import Image
from images.renditions import path_of
from images.urls_for import rendition_url
from pagecache.clock import now
from reviews.feeds import NEWEST
from reviews.kept_lists import keep
from reviews.models import Contributor, RelatedList, Review, Section, Tag, TaggedReview

SAMPLE = 12
FILE = b"\xff\xd8" + bytes(24_000)  # as many bytes as a picture on a phone has; nobody looks at it


def some(rows, count: int = SAMPLE) -> list:
    """Always the same ones, spread over all of them."""
    found = list(rows)
    return random.Random(7).sample(found, min(count, len(found)))


def public() -> dict[str, list[str]]:
    """Addresses of each kind of page that readers ask for."""
    at = now()
    live = Review.objects.published(at)
    # The newest of all are asked for most, and the others are what an archive is.
    pieces = live.of_kind("review").newest_first()
    recent = list(pieces[:300])
    spread = Review.objects.filter(pk__in=some(pieces.values_list("pk", flat=True), 300))
    films = Film.objects.filter(pk__in=[piece.main_film_id for piece in spread if piece.main_film_id])
    people = Person.objects.filter(credits__film__in=films, credits__role="director").distinct()
    tags = Tag.objects.filter(tagged__content_object__in=spread, film=None, person=None).distinct()
    first = Tag.objects.filter(pk=Tag.objects.order_by("pk").values("pk")[:1])
    years = {piece.ordered_at.year for piece in spread}
    asked = some({piece.pk: piece for piece in [*recent, *spread]}.values(), 2 * SAMPLE)
    RelatedList.objects.all().delete()
    keep([piece.pk for piece in asked[:SAMPLE]], at)
    return {
        "piece": [piece.path for piece in asked[:SAMPLE]],
        "piece, list not kept": [piece.path for piece in asked[SAMPLE:]],
        "film": addresses(some(films)),
        "film, most written about": addresses(Film.objects.order_by("pk")[:1]),
        "person": addresses(some(people)),
        "contributor": addresses(some(Contributor.objects.all())),
        "home": [reverse("home")],
        "kind": [reverse("kind-review"), reverse("kind-news")],
        "section": addresses(Section.objects.all()),
        "tag": addresses(some(tags)),
        "tag, commonest": addresses(first),
        "archive month": [
            reverse("archive-month", args=[year, month]) for year in some(years) for month in (3, 11) if year < at.year
        ][:SAMPLE],
        "archive year": [reverse("archive-year", args=[year]) for year in some(years)],
        "archive": [reverse("archive")],
        "films": [reverse("films")],
        "films, a letter": [f"{reverse('films')}?letter=M"],
        "people": [reverse("people")],
        "people, a letter": [f"{reverse('people')}?letter=S"],
        "festivals": [reverse("festivals")],
        "festival": addresses(some(Edition.objects.filter(line_up__film__in=films).distinct(), 6)),
        "corrections": [reverse("corrections")],
        "search": [f"{reverse('search')}?q={word}" for word in ("lamp", "ferry", "harbour")],
        "feed": [reverse("feed")],
        "feed of a tag": [reverse("feed-tag", args=[tag.slug]) for tag in some(with_full_feeds(tags))],
        "feed of a film": [reverse("feed-film", args=[film.slug]) for film in some(films)],
        "picture": pictures(some(Image.objects.filter(uses__review__in=spread).distinct())),
        "poster": pictures(some(Image.objects.filter(poster_of__in=films).distinct())),
    }  # fmt: skip


def with_full_feeds(tags):
    """Those of which a feed is as long as it may be, so that as much is written in a magazine of any size."""
    counted = TaggedReview.objects.filter(ordered_at__isnull=False).order_by().values("tag")
    full = counted.annotate(n=Count("pk")).filter(n__gt=NEWEST).values("tag")
    return tags.filter(pk__in=full)


def pictures(images: list[Image]) -> list[str]:
    """Addresses of one file of each, and the file, which the invented magazine has not drawn."""
    found = []
    for image in images:
        width = image.renditions["jpeg"][0]
        file = path_of(image, width, "jpg")
        assert file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FILE)
        found.append(rendition_url(image, width, "jpg"))
    return found


def addresses(rows) -> list[str]:
    return [row.get_absolute_url() for row in rows]


def desk() -> dict[str, list[str]]:
    """Addresses of every list of the newsroom."""
    from django.contrib import admin

    return {
        model._meta.verbose_name_plural: [
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        ]
        for model in admin.site._registry
    }
