from datetime import timedelta

import pytest

from moderation import tokens
from tests.moderation.reporting import MONDAY


def test_a_form_is_good_from_three_seconds_to_a_day():
    token = tokens.new_form(MONDAY)
    for age in (timedelta(seconds=3), timedelta(hours=24)):
        assert tokens.secret_of(token, MONDAY + age)
    for age, refused in (
        (timedelta(seconds=2.9), tokens.TooQuick),
        (timedelta(seconds=-60), tokens.TooQuick),
        (timedelta(hours=24, seconds=1), tokens.TooOld),
    ):
        with pytest.raises(refused):
            tokens.secret_of(token, MONDAY + age)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace(".", "", 1), lambda t: ""]
)
def test_a_changed_token_is_refused(change):
    with pytest.raises(tokens.BadToken):
        tokens.secret_of(change(tokens.new_form(MONDAY)), MONDAY + timedelta(minutes=1))


def test_a_form_outlives_a_change_of_the_sites_key(settings):
    token = tokens.new_form(MONDAY)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert tokens.secret_of(token, MONDAY + timedelta(minutes=1))


def test_two_forms_have_two_secrets_and_each_one_receipt():
    first, second = tokens.new_secret(), tokens.new_secret()
    assert tokens.receipt_of(first) == tokens.receipt_of(first) != tokens.receipt_of(second)
    assert first not in tokens.receipt_of(first)
