from datetime import timedelta

import pytest

from moderation import services, tokens
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


def test_two_forms_have_two_secrets_and_each_one_status_page():
    first, second = (tokens.digest(tokens.new_secret()) for _ in range(2))
    assert tokens.new_status(first) == tokens.new_status(first) != tokens.new_status(second)
    assert len(tokens.new_status(first)) == 43


@pytest.mark.django_db
def test_letters_name_the_link_that_was_given_whatever_became_of_the_sites_key(settings):
    case, token = services.submit_report(kind="other", explanation="A typo.")
    report, key = case.reports.get(), settings.SECRET_KEY
    assert tokens.status_of(report) == token
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [key]
    assert tokens.status_of(report) == token
    settings.SECRET_KEY_FALLBACKS = []
    # Nobody can name it any more; who has it still opens the page with it.
    assert tokens.status_of(report) == ""
    assert tokens.digest(token) == report.receipt_hash


@pytest.mark.parametrize("token", ["", "1", "1:", "1:x", "é:ü", "1.1:x", "x" * 5000])
def test_a_link_that_we_did_not_make_opens_nothing(token):
    assert tokens.report_confirmed_by(token) is None
    assert tokens.case_countered_by(token) is None
