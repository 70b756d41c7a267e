"""How the tests are run: on which database, with which browser, and what is said when one is missing."""

import gc
import os
import subprocess
import sys
from collections import Counter

import pytest
from django.template.backends.jinja2 import Template as Jinja2Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import chromium, postgres, validator, valkey, varnish

pytest_plugins = ["tests.browser", "tests.transactions"]

# On a build machine everything is installed, so a missing program is a fault and not a choice.
EVERYTHING_IS_HERE = os.environ.get("CI", "").lower() not in {"", "0", "false"}
NOT_TESTED = "not tested: "
# Screens, their words and the demo: the models, querysets and verbs behind them are tested elsewhere, on both.
# On PostgreSQL, and in a browser where each is only looked at, these are for `make test-slow`: `make test` stays a
# matter of minutes.
SCREENS = {
    "accounts": {"test_admin"},
    "films": {"test_admin", "test_stills"},
    "images": {"test_admin"},
    "importers": {"test_content", "test_demo_magazine", "test_load_demo"},
    "moderation": {"test_acts", "test_desk", "test_queue", "test_report_form"},
    "pagecache": {"test_nothing_stale"},
    "reviews": {
        "test_admin", "test_admin_pages", "test_bulk", "test_calendar", "test_checklist", "test_conflict",
        "test_desk", "test_every_address", "test_feeds", "test_film_coverage", "test_history", "test_home",
        "test_in_hand_pages", "test_library", "test_lists", "test_merging_desk", "test_pages", "test_picture_pages",
        "test_preview_links", "test_previews", "test_share_image", "test_sponsors", "test_writing",
    },
}  # fmt: skip
NEEDS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client", "admin_user"}


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default="sqlite",
        help="postgres: run only the tests that use a database, on a server of their own",
    )


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_through_once():
    """Each test's client has a WhiteNoise of its own, which would look through all files for each of them."""
    look_through, seen = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(whitenoise):
        place = (whitenoise.static_prefix, whitenoise.static_root)
        if place not in seen:
            look_through(whitenoise)
            seen[place] = dict(whitenoise.files)
        whitenoise.files.update(seen[place])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_for_readers_tell_what_they_were_given():
    """As Django's own templates tell the test client, and Jinja2's do not: in `response.context`."""

    def render(template, context=None, request=None, *, as_ever=Jinja2Template.render):
        template_rendered.send(template, template=template, context=context or {})
        return as_ever(template, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Jinja2Template, "render", render)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Settings are read long before an option can be, so run once more with the server's address."""
    if not on_postgres(config) or "TEST_DATABASE_URL" in os.environ or not postgres.programs():
        return None
    again = [sys.executable, "-m", "pytest", *config.invocation_params.args]
    with postgres.cluster() as url:
        return subprocess.call(again, env=os.environ | {"TEST_DATABASE_URL": url})


def on_postgres(config) -> bool:
    return config.getoption("--database") == "postgres"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.stem in SCREENS.get(item.path.parent.name, ()):
            item.add_marker("screens")
    # Playwright keeps an event loop in this thread, in which Django refuses to ask the database. And who reads the
    # demo magazine comes before those who add to it: its home page has room for the newest.
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), item.path.stem != "test_reading"))
    result = yield  # -m and -k have now had their say
    if on_postgres(config):
        others = [item for item in items if not uses_a_database(item)]
        items[:] = [item for item in items if uses_a_database(item)]
        config.hook.pytest_deselected(items=others)
        if not postgres.programs():
            leave_out(config, items, f"database tests on PostgreSQL: {postgres.HOW_TO_GET_IT}")
    journeys = [item for item in items if item.get_closest_marker("browser")]
    if journeys and not chromium.installed():
        leave_out(config, journeys, f"browser tests: {chromium.HOW_TO_GET_IT}")
    beside = [item for item in items if item.get_closest_marker("postgres")]
    if beside and not postgres.programs():
        leave_out(config, beside, f"two machines on one database: {postgres.HOW_TO_GET_IT}")
    checked = [item for item in items if item.get_closest_marker("html")]
    if checked and (lacking := validator.lacking()):
        leave_out(config, checked, f"pages as HTML: {lacking}")
    for mark, lacking_here in (("valkey", valkey.lacking), ("varnish", varnish.lacking)):
        marked = [item for item in items if item.get_closest_marker(mark)]
        if marked and (lacking := lacking_here()):
            leave_out(config, marked, f"tests with a real {mark.title()}: {lacking}")
    return result


def pytest_collection_finish(session):
    """What is there now stays until the end: looking through all of it for garbage again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def uses_a_database(item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    if item.get_closest_marker("django_db") or NEEDS_A_DATABASE & set(getattr(item, "fixturenames", [])):
        return True
    return isinstance(item.cls, type) and issubclass(item.cls, TransactionTestCase)


def leave_out(config, items, what: str) -> None:
    if EVERYTHING_IS_HERE and items:
        raise pytest.UsageError(f"{len(items)} {what}")
    for item in items:
        item.add_marker(pytest.mark.skip(reason=NOT_TESTED + what))


def pytest_terminal_summary(terminalreporter):
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    reasons = [text.partition(NOT_TESTED)[2].strip("')") for text in skipped if NOT_TESTED in text]
    for reason, count in Counter(reasons).items():
        terminalreporter.section("NOT TESTED", red=True, bold=True)
        terminalreporter.line(f"{count} {reason}", red=True)
