"""What a piece's page tells machines, as schema.org words them."""

import json

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from films.vocabulary import Coverage, Form
from reviews.bylines import Byline
from reviews.film_facts import FilmFacts
from reviews.models.review import HALF_STARS

TYPES = {Coverage.REVIEW.value: "Review", Coverage.NEWS.value: "NewsArticle"}
FILM_TYPES = {Form.SERIES.value: "TVSeries", Form.SEASON.value: "TVSeason"}

# Inside a script element only these could end it or be read as markup; the last two end a line of JavaScript.
ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Escaped(str):
    """JSON that cannot leave the script element it stands in."""

    def __html__(self) -> str:
        return str(self)


def script(data: dict) -> SafeString:
    """The data as a JSON-LD block. It is never executed, so the content security policy lets it stand."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return format_html('<script type="application/ld+json">{}</script>', Escaped(text))


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def of_piece(piece) -> dict:
    """`piece`: a reviews.piece.Piece."""
    review = piece.review
    data = {
        "@context": "https://schema.org",
        "@type": TYPES.get(review.kind, "Article"),
        "headline": review.headline,
        "description": piece.about,
        "inLanguage": review.language,
        "url": absolute(review.path or ""),
        "datePublished": piece.date.isoformat(),
        "author": _authors(piece.byline),
        "publisher": _magazine(),
    }
    if piece.modified:
        data["dateModified"] = piece.modified.isoformat()
    if piece.corrections:
        data["correction"] = [
            {"@type": "CorrectionComment"}
            | ({"text": row.words} if row.words else {})
            | {"datePublished": row.made_at.isoformat()}
            for row in piece.corrections
        ]
    if piece.share_picture:
        data["image"] = absolute(piece.share_picture)
    if piece.facts:
        data["itemReviewed" if data["@type"] == "Review" else "about"] = of_film(piece.facts)
    if review.rating is not None and data["@type"] == "Review":
        data["reviewRating"] = {
            "@type": "Rating", "ratingValue": review.rating / 2, "bestRating": HALF_STARS / 2, "worstRating": 0,
        }  # fmt: skip
    return data


def of_film(facts: FilmFacts) -> dict:
    film = facts.film
    data = {
        "@type": FILM_TYPES.get(film.form, "Movie"),
        "name": film.title,
        "url": absolute(film.get_absolute_url()),
        "director": [{"@type": "Person", "name": person.name} for person in facts.directors],
        "actor": [{"@type": "Person", "name": person.name} for person in facts.cast[:8]],
        "sameAs": [
            prefix + identifier
            for prefix, identifier in (
                ("https://www.wikidata.org/wiki/", film.wikidata_id),
                ("https://www.imdb.com/title/", film.imdb_id),
            )
            if identifier
        ],
    }
    if film.year:
        data["dateCreated"] = str(film.year)
    if film.runtime:
        data["duration"] = f"PT{film.runtime}M"
    return {name: value for name, value in data.items() if value}


def of_person(person) -> dict:
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": absolute(person.get_absolute_url()),
    }


def _authors(byline: Byline) -> list[dict]:
    people = byline.writers or [person for helpers in byline.helpers for person in helpers.people]
    if not people:
        return [_magazine()]
    return [
        {"@type": "Person", "name": person.name, "url": absolute(person.get_absolute_url())}
        for person in people
    ]


def _magazine() -> dict:
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL}
