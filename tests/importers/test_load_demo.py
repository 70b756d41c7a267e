"""The command that fills an empty magazine, and when it will not."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from importers.demo import archive
from importers.demo.load import TooEarly, load
from pagecache import clock
from reviews.models import Review

BRUSSELS = ZoneInfo("Europe/Brussels")
JUST_MARCH = datetime(2027, 3, 1, 0, 0, 5, tzinfo=BRUSSELS)
STILL_JANUARY = datetime(2027, 1, 31, 23, 59, 59, tzinfo=BRUSSELS)

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(archive, "SIZE", 12)


def say(**options) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def of_this_month(now: datetime):
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Review.objects.published(now).between(month, now).newest_first()


def test_it_refuses_where_nobody_asked_for_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="HALATION_DEMO"):
        say()


def test_a_moment_that_is_none_is_refused(small):
    with pytest.raises(CommandError, match="2027-03-01T09:30"):
        say(now="yesterday")


def test_a_moment_before_its_newest_fixed_piece_is_refused():
    with pytest.raises(TooEarly, match="2025"):
        load(datetime(2025, 1, 1, tzinfo=BRUSSELS))
    assert not User.objects.exists()


def test_five_seconds_into_a_month_its_pieces_are_out_and_in_it(small):
    assert "the password is halation-demo" in say(now=JUST_MARCH.isoformat())
    assert of_this_month(JUST_MARCH).count() == 14
    assert of_this_month(JUST_MARCH)[0].slug == "here-review"


def test_without_a_moment_the_clock_decides(small):
    with clock.freeze(STILL_JANUARY):
        say(if_empty=True)
    assert of_this_month(STILL_JANUARY).count() == 14
    soon = Review.objects.get(slug="ferry-screening-second-crossing")
    assert soon.visible_from == STILL_JANUARY + timedelta(minutes=3)
