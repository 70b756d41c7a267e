"""The whole demo, in one go or not at all."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from importers.demo import archive, content, desk, library
from importers.demo.calendar import Calendar
from importers.demo.cinema import Cinema
from importers.demo.pieces import Newsroom
from importers.demo.planning import plan
from pagecache import clock
from reviews import state as states
from reviews import workflow
from reviews.copies import keep, settle
from reviews.models import Review
from reviews.notices import silence

SOON = timedelta(minutes=3)
IN_THREE_MINUTES = "in-three-minutes"
UNSIGNED = 3  # which old piece was published without a name


class TooEarly(Exception):
    """The demo has pieces of fixed dates that would lie in the future."""


def load(now: datetime | None = None) -> int:
    """Fill an empty magazine as of `now` (by default the clock); returns how many pieces it has.

    Raises TooEarly. Everything happens in one transaction: a load that was cut off leaves no rows behind.
    """
    calendar = Calendar(now or clock.now())
    pieces = content.pieces()
    _check(calendar, pieces)
    with transaction.atomic():
        accounts = desk.open_accounts()
        pictures = library.fill(accounts["chief"])
        cinema = Cinema(calendar, pictures)
        cinema.open()
        ids = {name: image.pk for name, image in pictures.items()}
        newsroom = Newsroom(
            calendar, cinema, pictures, desk.hire(accounts, ids), desk.open_sections(), accounts
        )
        _old_pieces(newsroom)
        library.forget_credits(pictures)
        in_order = sorted(
            (piece for piece in pieces if piece.state != IN_THREE_MINUTES),
            key=lambda piece: calendar.moment(piece.when or calendar.now),
        )
        with silence():
            for piece in in_order:
                newsroom.put_through(piece)
            for piece in pieces:
                if piece.pins:
                    newsroom.pin(piece)
            _take_away(newsroom)
            _complain(newsroom)
            plan(newsroom)
        _talk(newsroom)
        _schedule(newsroom, pieces, now)
    return Review.objects.count()


def _check(calendar: Calendar, pieces: list[content.Piece]) -> None:
    newest = max(calendar.moment(piece.when) for piece in pieces if isinstance(piece.when, datetime))
    if calendar.now <= newest:
        raise TooEarly(f"The demo has a piece of {newest:%d %B %Y}. Load it as of a later day.")


def _old_pieces(newsroom: Newsroom) -> None:
    """Published as everything is, with the addresses and gaps they had in the older system.

    Nobody here wrote them, so there is no draft to keep: each comes in as a working copy and goes straight out.
    """
    old = list(library.WITHOUT_CREDIT)
    for number, piece in enumerate(archive.pieces()):
        if piece.lead and number % 4 == 0:
            piece.lead = old[number % len(old)]
        with clock.freeze(newsroom.calendar.moment(piece.when)):
            # An importer may set a foreign address on a draft; publishing keeps it.
            review = Review.objects.create(path=piece.path)
            keep(review, newsroom.state(piece), None)
            workflow.publish(review, by=None, version=review.version)
            if piece.lead in old:
                _lose(review, pictures=[_without_alt(entry) for entry in states.capture(review)["pictures"]])
            if number == UNSIGNED:
                _lose(review, authors=[])


def _lose(review: Review, **parts: list) -> None:
    """What the checklist would refuse today stands in every archive."""
    states.apply(states.capture(review) | parts, review)
    settle(review)


def _without_alt(entry: dict) -> dict:
    return entry | {"alt": "", "decorative": False}


def _take_away(newsroom: Newsroom) -> None:
    """A month ago, by the moderators, who had been written to by letter."""
    with clock.freeze(newsroom.calendar.now - timedelta(days=30)):
        library.take_away(newsroom.library)


def _complain(newsroom: Newsroom) -> None:
    """One open notice, so that the moderators have something to decide."""
    review = newsroom.reviews["the-harbourmasters-review"]
    with clock.freeze(newsroom.calendar.now - timedelta(hours=2)):
        call_command(
            "enter_notice",
            review.path,
            name="Kerem Vinçoğlu",
            email="archive@example.org",
            work="A photograph of the number four crane, taken by my late father in 1988.",
            location="The picture at the head of the review, with the cranes against the sun.",
            explanation="I believe that your picture of the cranes was painted after it.",
            without_original="It was told to us for the demo, and nobody wrote.",
            verbosity=0,
        )


def _talk(newsroom: Newsroom) -> None:
    """What the editor asks about two pieces, so that somebody who signs in finds a word for them."""
    draft, column = newsroom.reviews["second-serve-disc"], newsroom.reviews["usher-on-hats"]
    editor, chief = newsroom.accounts["editor"], newsroom.accounts["chief"]
    with clock.freeze(newsroom.calendar.now - timedelta(hours=1)):
        asked = workflow.write_note(
            draft,
            by=editor,
            quote="the other ten minutes of each of those nights",
            text="Ten minutes each, or ten in all? The sleeve can be read both ways.",
        )
        workflow.answer_note(asked, by=chief, text="Each. Eleven nights of it: I have seen them.")
        workflow.write_note(
            column, by=chief, text="@Demo Editor: this one is for Friday, when the gangster season opens."
        )


def _schedule(newsroom: Newsroom, pieces: list[content.Piece], now: datetime | None) -> None:
    """The last act: one piece that appears by itself while somebody is looking."""
    for piece in pieces:
        if piece.state == IN_THREE_MINUTES:
            moment = newsroom.calendar.now if now else clock.now()
            with clock.freeze(moment):
                review = workflow.begin(newsroom.state(piece), by=newsroom.accounts["editor"])
                workflow.publish(
                    review, by=newsroom.accounts["editor"], version=review.version, at=moment + SOON
                )
