"""A page about one thing: a piece, a film, a person, a byline, a tag, a festival."""

import re
from datetime import datetime

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from films.models import Award, Edition, Film, Person
from films.vocabulary import Role
from pagecache.responses import checked_by_content, moved_to, name_keys, true_until
from reviews import coverage, structured_data
from reviews.asking import at_once, question
from reviews.body.passages import PassageNotFound
from reviews.cards import cards, keys_of_cards, know_directors, name_directors
from reviews.clocks import end_of_day
from reviews.departments import departments
from reviews.film_coverage import FilmCoverage, selections_of
from reviews.film_facts import FilmFacts
from reviews.frames import Gallery, hiding
from reviews.models import Contributor, OldPath, OutsideLink, Restriction, Review, Tag
from reviews.models.review import Absence
from reviews.models.tag import tag_key
from reviews.piece import Piece, each_once, picture_path
from reviews.sponsors import Slot, slot
from reviews.turning import Walk, list_of
from reviews.views import files
from reviews.views.lists import list_page, turn
from reviews.views.site import LEGAL, NOT_FOUND, absent

SHARE_IMAGE = re.compile(r"(/.+)/share\.jpg")
PICTURE_ALONE = re.compile(r"(/.+)/pictures/([\w-]+)/")
ROWS = 24
FILM_AT_ONCE = 30
ELSEWHERE = 40  # links of a film or a person


def by_address(request, address):
    """What lives, or once lived, at an address that no other line of the map names."""
    path = f"/{address}"
    piece = piece_at(path=path, at=request.at)
    at_once(piece, departments(request))
    if review := piece.first:
        return whole_or_nothing(request, review)
    if review := Review.objects.filter(path=path).first():
        if absence := review.absence(request.at):
            return absent(request, review, absence)
        if review_again := piece_at(path=path, at=request.at).first:  # put back between the two looks
            return whole_or_nothing(request, review_again)
        return absent(request, review, Absence(NOT_FOUND))
    return below_a_piece(request, path) or moved(request, path)


@question
def piece_at(path: str, at: datetime):
    return Review.objects.published(at).filter(path=path).for_its_page()


def whole_or_nothing(request, review):
    """The piece's page. A passage that must go and cannot be found any more takes the piece with it."""
    try:
        return piece_page(request, review, request.at)
    except PassageNotFound:
        passages = review.restrictions.active(request.at).filter(mode=Restriction.Mode.PASSAGE)
        return absent(request, review, Absence(LEGAL, passages.first()))


def moved(request, path):
    """Where an address that is no longer used leads: to its thing's new one, or to why that is gone."""
    targets = ("review", "film", "person", "contributor", "tag")
    old = OldPath.objects.filter(path=path).select_related(*targets, "tag__film", "tag__person").first()
    if old is None:
        if not path.endswith("/") and Review.objects.published(request.at).filter(path=f"{path}/").exists():
            return moved_to(f"{path}/")
        raise Http404
    if old.review and (absence := old.review.absence(request.at)):
        return absent(request, old.review, absence)
    target = old.target
    survivor = (
        target.survivor() if isinstance(target, Tag) else getattr(target, "merged_into", None) or target
    )
    return moved_to(
        survivor.get_absolute_url(), *(f"{row._meta.model_name}:{row.pk}" for row in (target, survivor))
    )


def below_a_piece(request, path):
    """What stands below a piece's address: its pictures, one by one, and the one for other sites."""
    if alone := PICTURE_ALONE.fullmatch(path):
        return below(request, alone[1], lambda piece: picture_page(request, piece, alone[2]))
    if shared := SHARE_IMAGE.fullmatch(path):
        return below(request, shared[1], lambda piece: files.share_image(request, piece))
    return None


def below(request, path, answer):
    """What `answer` gives for the piece at that address; None where nothing is or was."""
    pieces = Review.objects.filter(path__in=(path, f"{path}/")).select_related("main_film__poster", "section")
    if (review := pieces.published(request.at).first()) is None:
        if (hidden := pieces.first()) and (absence := hidden.absence(request.at)):
            return absent(request, hidden, absence)
        if (review := pieces.published(request.at).first()) is None:  # put back between the looks
            return None
    piece = Piece(review, request.at)
    if passages := [row for row in piece.gallery.restrictions if row.mode == Restriction.Mode.PASSAGE]:
        try:
            _ = piece.body  # where the text must not be shown, nothing of the piece may
        except PassageNotFound:
            return absent(request, review, Absence(LEGAL, passages[0]))
    return answer(piece)


def picture_page(request, piece, key):
    """One picture of a piece by itself, between its neighbours; None where there is no such picture."""
    review = piece.review
    use = next((use for use in piece.uses if use.image.key == key), None)
    if use is None:
        return None
    if restriction := piece.gallery.hidden.get(use.image_id):
        return absent(request, review, Absence(restriction.status_code, restriction))
    places = [frame.image.key for frame in piece.shown_pictures]
    if key not in places:
        return None  # its licence has run out
    place = places.index(key)
    context = {
        "piece": piece,
        "review": review,
        "frame": piece.shown_pictures[place],
        "number": place + 1,
        "count": len(places),
        "address": picture_path(review.path, key),
        "newer": picture_path(review.path, places[place - 1]) if place else "",
        "older": picture_path(review.path, places[place + 1]) if place + 1 < len(places) else "",
    }
    response = render(request, "reviews/picture.html", context)
    name_keys(response, *piece.picture_keys)
    return checked_by_content(request, response)


def ages(request, facts):
    """A page about a film that is still to open is true until the day is over."""
    if facts and facts.is_awaited:
        true_until(request, end_of_day(request.at))


def piece_page(request, review, at, **extra):
    """The page of a piece, for readers and, with `extra` in its context, for a preview."""
    # A preview may be about something else than what is live.
    related = None if extra else getattr(review, "related_list", None)
    piece = Piece(review, at, picture_address=extra.get("picture_address"), related=related)
    ages(request, piece.facts)
    if not extra:
        request.reads = review.pk  # for `reading_counts`, where they are switched on
    # A preview shows what is written, and nothing that is paid for.
    sponsored = Slot() if extra else slot(at)
    more = piece.more  # before the text is printed: what it names is asked along
    context = {"piece": piece, "review": review, "at": at, "more": more, "slot": sponsored, **extra}
    response = render(request, "reviews/review.html", context)
    name_keys(response, *piece.keys, *sponsored.keys)
    return response if extra else checked_by_content(request, response)


def film(request, slug):
    """ "More about Here (2023)": everything published about one film."""
    film = film_at(slug=slug).first
    if film is None:
        return moved(request, request.path)
    if film.merged_into_id:
        survivor = get_object_or_404(coverage.films(request.at), pk=film.merged_into_id)
        return moved_to(survivor, f"film:{film.pk}", f"film:{survivor.pk}")
    facts = FilmFacts(film, request.at)
    uses = coverage.uses_about(film=film.pk, at=request.at)
    links, selections = links_about_film(film=film.pk, at=request.at), selections_of(film=film.pk)
    beside = (uses, links, selections, *facts.questions)
    turned = turn(about_film, request, also=beside, film=film.pk, at=request.at)
    if not turned.rows:
        raise Http404
    frames = coverage.frames_of(uses)
    images = [image.pk for image in (film.poster, film.key_still, *frames) if image]
    pictures = hiding(images=images, at=request.at)
    directors = [person.pk for person in facts.directors]
    others = coverage.about_others_by(directors=directors, film=film.pk, at=request.at)
    crew = coverage.Crew(facts.credits, request.at)
    at_once(pictures, others, *([crew.counted] if turned.is_first else ()))
    gallery = Gallery([], request.at, restrictions=pictures)
    found = coverage.one_a_film(others)
    known = {card.review.pk: card for card in cards([*turned.rows, *found], request.at)}
    shown, also = ([known[review.pk] for review in rows] for rows in (turned.rows, found))
    name_directors([film], [credit for credit in facts.credits if credit.role == Role.DIRECTOR])
    is_whole = turned.is_first and not turned.older
    written = FilmCoverage(film, facts, shown, request.at, selections) if is_whole else None
    context = {
        "film": film,
        "facts": facts,
        "poster": gallery.shown(film.poster),
        "still": gallery.shown(film.key_still),
        "written": written,
        "cover": written.cover if written else None,
        "cards": [] if written else shown,
        "page": turned,
        "frames": [image for image in frames if gallery.shows(image)],
        "people": crew.involved if turned.is_first else [],
        "also": also,
        "links": each_once(links)[:ELSEWHERE],
        "structured_data": structured_data.script(
            {"@context": "https://schema.org"} | structured_data.of_film(facts)
        ),
    }
    ages(request, facts)
    response = render(request, "reviews/film.html", context)
    keys = [f"film:{film.pk}", *keys_of_cards([*shown, *also])]
    keys += [f"person:{person.pk}" for person in facts.directors]
    keys += [f"image:{image.pk}" for image in (film.poster, film.key_still, *frames) if image]
    name_keys(response, *keys)
    return checked_by_content(request, response)


def person(request, slug):
    person = person_at(slug=slug).first
    if person is None:
        return moved(request, request.path)
    if person.merged_into_id:
        survivor = get_object_or_404(coverage.people(request.at), pk=person.merged_into_id)
        return moved_to(survivor, f"person:{person.pk}", f"person:{survivor.pk}")
    about = {"person": person.pk, "at": request.at}
    work, links, counted = coverage.work_of(**about), links_about_person(**about), count_about_person(**about)
    turned = turn(about_person, request, also=(work, links, counted), **about)
    if not turned.rows:
        raise Http404
    filmography = coverage.filmography(work)
    posters = Gallery([film.poster for film, _did in filmography.films], request.at)
    context = {
        "person": person,
        "cards": cards(turned.rows, request.at),
        "page": turned,
        "count": coverage.Count(len(counted)),
        "roles": filmography.roles,
        "filmography": [(film, did, posters.shown(film.poster)) for film, did in filmography.films],
        "links": each_once(links)[:ELSEWHERE],
        "structured_data": structured_data.script(structured_data.of_person(person)),
    }
    response = render(request, "reviews/person.html", context)
    name_keys(response, f"person:{person.pk}", *(f"review:{review.pk}" for review in turned.rows))
    return checked_by_content(request, response)


def contributor(request, slug):
    contributor = contributor_at(slug=slug).first
    if contributor is None:
        return moved(request, request.path)
    by = {"contributor": contributor.pk, "at": request.at}
    counted = count_by_contributor(**by)
    turned = turn(by_contributor, request, also=(counted,), **by)
    if not turned.rows:
        raise Http404
    portrait = Gallery([contributor.portrait], request.at).shown(contributor.portrait)
    context = {
        "contributor": contributor,
        "portrait": portrait,
        "cards": cards(turned.rows, request.at),
        "page": turned,
        "count": coverage.Count(len(counted)),
    }
    response = render(request, "reviews/contributor.html", context)
    keys = [f"contributor:{contributor.pk}", *(f"review:{review.pk}" for review in turned.rows)]
    keys += [f"image:{contributor.portrait_id}"] if contributor.portrait_id else []
    name_keys(response, *keys)
    return checked_by_content(request, response)


def tag(request, slug):
    """A theme's pieces. A tag that is a film or a person has that page as its own."""
    tag = tag_at(slug=slug).first
    if tag is None:
        return moved(request, request.path)
    survivor = tag.survivor()
    if not any_tagged(tag=survivor.pk, at=request.at):
        raise Http404
    if survivor != tag or survivor.film_id or survivor.person_id:
        return moved_to(survivor, f"tag:{tag.pk}", f"tag:{survivor.pk}")
    return list_page(
        request,
        tagged_as,
        f"tag:{tag.pk}",
        given={"tag": tag.pk},
        heading=tag.name,
        lede=tag.description,
        feed=reverse("feed-tag", args=[tag.slug]),
    )


def festival(request, slug, year):
    """An edition: what won, what we saw there, what we wrote from there."""
    edition = get_object_or_404(Edition.objects.select_related("festival"), festival__slug=slug, year=year)
    line_up, awards = coverage.line_up(edition=edition.pk, at=request.at), awards_at(edition=edition.pk)
    turned = turn(
        from_festival,
        request,
        also=(line_up, awards),
        edition=edition.pk,
        key=tag_key(str(edition)),
        at=request.at,
    )
    if not line_up and not turned.rows:
        raise Http404
    shown = cards(turned.rows, request.at)
    posters = Gallery([film.poster for film in line_up], request.at)
    in_it = {film.pk for film in line_up}
    known = [award for award in awards if award.film_id in in_it]
    know_directors([*line_up, *(award.film for award in known)])
    context = {
        "edition": edition,
        "awards": known,
        "line_up": [(film, posters.shown(film.poster)) for film in line_up],
        "cards": shown,
        "page": turned,
    }
    response = render(request, "reviews/festival.html", context)
    keys = [
        "latest",
        f"festival:{edition.festival_id}",
        *(f"film:{film.pk}" for film in line_up),
        *keys_of_cards(shown),
    ]
    name_keys(response, *keys)
    return checked_by_content(request, response)


# What these pages ask


@question
def film_at(slug: str):
    return Film.objects.filter(slug=slug).select_related("poster", "key_still")


@question
def person_at(slug: str):
    return Person.objects.filter(slug=slug)


@question
def contributor_at(slug: str):
    return Contributor.objects.filter(slug=slug).select_related("portrait")


@question
def tag_at(slug: str):
    return Tag.objects.filter(slug=slug).select_related("film", "person", "merged_into")


@list_of(FILM_AT_ONCE)
def about_film(film: int, at: datetime):
    return Walk(Review.objects.published(at).for_cards(at), (coverage.subjects_of(film, at), "review"))


@list_of(ROWS)
def about_person(person: int, at: datetime):
    return Walk(Review.objects.published(at).for_cards(at), *coverage.about_person(person, at))


@question
def count_about_person(person: int, at: datetime):
    about = Walk(Review.objects.published(at), *coverage.about_person(person, at)).newest_first()
    return about[: coverage.COUNTED_UP_TO + 1].values_list("pk")


@list_of(ROWS)
def by_contributor(contributor: int, at: datetime):
    return Walk(Review.objects.published(at).for_cards(at), (coverage.bylines_of(contributor, at), "review"))


@question
def count_by_contributor(contributor: int, at: datetime):
    return coverage.to_count(coverage.bylines_of(contributor, at))


@list_of(ROWS)
def tagged_as(tag: int, at: datetime):
    return Walk(Review.objects.published(at).for_cards(at), (coverage.tagged_with(tag, at), "content_object"))


@question
def any_tagged(tag: int, at: datetime):
    return Review.objects.published(at).tagged_as(tag).values_list("pk")[:1]


@list_of(ROWS)
def from_festival(edition: int, key: str, at: datetime):
    return coverage.from_festival(edition, key, at).for_cards(at)


@question
def awards_at(edition: int):
    awards = Award.objects.filter(edition=edition).select_related("section", "film", "person")
    return awards.order_by("section__position", "pk")


@question
def links_about_film(film: int, at: datetime):
    return _links(at, film=film)


@question
def links_about_person(person: int, at: datetime):
    return _links(at, person=person)


def _links(at, **about):
    """ "Around the Internet", without what is restricted and what a piece not yet public brought along.

    First what no piece brought, then what those did that were begun last. Pieces may bring the same.
    """
    known = coverage.without_hidden(OutsideLink.objects.filter(**about), at)
    by_piece = F("review").desc(nulls_first=True), "position", "pk"
    return coverage.brought_by_the_open(known, at).order_by(*by_piece)[: ELSEWHERE * 2]
