"""Clocks on walls: moments as a zone tells them, and what people type as a moment. A zone is always named."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from accounts.text import clean_line

FIRST_YEAR, LAST_YEAR = 1900, 2200
MINUTES = "%Y-%m-%dT%H:%M"
A_DAY = 24 * 60  # minutes: whole days have been skipped, in Samoa in 2011
# How the second of two equal hours is told from the first, behind what was typed.
FOLDS = ("first", "second")


def magazine() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def zone_name(zone: str = "") -> str:
    """The city of a zone, by default the magazine's, as a sentence names it: "Brussels"."""
    return (zone or settings.TIME_ZONE).rsplit("/", 1)[-1].replace("_", " ")


def clock_time(moment: datetime, zone: str = "") -> str:
    """ "Fri 9 Feb 2024, 09:00 Brussels"."""
    there = moment.astimezone(ZoneInfo(zone) if zone else magazine())
    return f"{date_format(there, 'D j M Y, H:i')} {zone_name(zone)}"


def day_of(moment: datetime) -> date:
    """The day on which the magazine has the moment."""
    return moment.astimezone(magazine()).date()


def midnight(day: date) -> datetime:
    """When the magazine's day begins."""
    return datetime.combine(day, time.min, magazine())


def end_of_day(moment: datetime) -> datetime:
    """The midnight that ends the magazine's day in which the moment lies."""
    return midnight(day_of(moment) + timedelta(days=1))


def typed(moment: datetime, zone: str = "") -> str:
    """The moment as a form holds it: "2024-02-09T09:00"; of an hour that comes twice it says which."""
    there = moment.astimezone(ZoneInfo(zone) if zone else magazine())
    text = there.strftime(MINUTES)
    return f"{text} {FOLDS[there.fold]}" if comes_twice(text, zone) else text


def wall_clock(text: str) -> tuple[datetime, int | None]:
    """A date and time as typed, without a zone, and which of two equal hours is meant when that is said.

    Raises ValidationError for what is none.
    """
    text, said = clean_line(text), None
    if (words := text.rpartition(" "))[2] in FOLDS:
        text, said = words[0], FOLDS.index(words[2])
    try:
        clock = datetime.fromisoformat(text.replace(" ", "T", 1))
    except ValueError:
        raise ValidationError("This is not a date and time. Write it like 2024-02-09 09:00.") from None
    if clock.tzinfo or not FIRST_YEAR <= clock.year <= LAST_YEAR:
        raise ValidationError(f"Write a date between {FIRST_YEAR} and {LAST_YEAR}, like 2024-02-09 09:00.")
    return clock, said


def in_zone(clock: datetime, zone: str, fold: int | None = None) -> datetime:
    """The moment that a clock on the wall there shows.

    Raises ValidationError for an hour that a change of the clocks skips, and for one that it repeats as long as
    `fold` does not say which of the two is meant.
    """
    there = ZoneInfo(zone)
    first, second = clock.replace(tzinfo=there, fold=0), clock.replace(tzinfo=there, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    said = f"{clock:%H:%M} %s on {clock.day} {clock:%B} in {zone_name(zone)}."
    if first.utcoffset() < second.utcoffset():
        after = _first_that_exists(clock, there)
        day = "" if after.date() == clock.date() else f"{after.day} {after:%B}, "
        raise ValidationError(f"{said % 'does not exist'} Choose {day}{after:%H:%M}.", code="skipped_hour")
    if fold is None:
        raise ValidationError(f"{said % 'comes twice'} Choose the first or the second.", code="repeated_hour")
    # In UTC: to Python, a time of an hour that comes twice equals no time of another zone.
    return (second if fold else first).astimezone(UTC)


def _first_that_exists(clock: datetime, there: ZoneInfo) -> datetime:
    minute = clock.replace(second=0, microsecond=0)
    for _ in range(A_DAY + 1):
        if minute.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) == minute:
            break
        minute += timedelta(minutes=1)
    return minute


@dataclass(frozen=True)
class Hour:
    """One of two equal hours, for whoever has to choose."""

    value: str
    label: str


def comes_twice(text: str, zone: str = "") -> list[Hour]:
    """The two hours that the typed time may mean; empty for a time that comes once, or is no time."""
    try:
        clock, _ = wall_clock(text)
    except ValidationError:
        return []
    there = ZoneInfo(zone) if zone else magazine()
    first, second = clock.replace(tzinfo=there), clock.replace(tzinfo=there, fold=1)
    if not first.utcoffset() > second.utcoffset():
        return []
    return [
        Hour(value, f"the {value}, {moment.tzname()} (UTC{_offset(moment)})")
        for value, moment in zip(FOLDS, (first, second), strict=True)
    ]


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"{text[:3].replace('-', '−')}:{text[3:5]}"
