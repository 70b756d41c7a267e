"""What is over leaves no name and no word of anybody, and the log stays whole. Nothing goes too early."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import Case, CopyrightNotice, Letter, Report
from moderation.retention import COPYRIGHT, OTHERS, SPAM, erase_due
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user, put_columns
from tests.moderation.reporting import COUNTER, MONDAY, make_case

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def ended(**given) -> Case:
    with clock.freeze(MONDAY):
        case = make_case(**given)
        services.refuse(case, by=make_user("moderator"), version=case.version, reason="Ours.")
    return fresh(case)


def holds_words(case: Case) -> bool:
    return any(report.name or report.email or report.explanation for report in case.reports.all())


@pytest.mark.parametrize(("kind", "kept"), [("copyright", COPYRIGHT), ("content", OTHERS), ("order", OTHERS)])
def test_what_has_ended_is_kept_for_its_time(kind, kept):
    case = ended(kind=kind)
    erase_due(MONDAY + kept - SECOND)
    assert holds_words(case)
    assert erase_due(MONDAY + kept) == {"cases": 1, "reports": 1, "papers": 0}
    assert not holds_words(case)
    assert erase_due(MONDAY + kept) == {"cases": 0, "reports": 0, "papers": 0}


def test_spam_is_kept_for_thirty_days():
    with clock.freeze(MONDAY):
        case = make_case(kind="other")
        services.mark_spam(case, by=make_user("moderator"), version=1)
    assert [erase_due(MONDAY + SPAM - SECOND)["cases"], erase_due(MONDAY + SPAM)["cases"]] == [0, 1]


def test_what_is_open_or_kept_for_a_court_stays():
    make_case()
    put_columns(ended(), kept_for_court=True)
    assert erase_due(MONDAY + 2 * COPYRIGHT) == {"cases": 0, "reports": 0, "papers": 0}


def test_no_table_names_them_any_more_and_the_log_is_whole():
    writer = make_user("contributor", email="milo@example.org")
    moderator = make_user("moderator")
    with clock.freeze(MONDAY):
        review = make_published(at=MONDAY, contributor=make_contributor(user=writer))
        case = make_case(review, address="https://example.org/?who=noor")
        services.take_page_down(case, by=moderator, version=1, reason="It is hers.")
        services.submit_counter_notice(case, by=writer, **COUNTER)
        services.lift(fresh(case), by=moderator, version=fresh(case).version, reason="Withdrawn.")
    assert CopyrightNotice.objects.get().signature
    assert Letter.objects.filter(text__contains="Dlhá").exists()
    erase_due(MONDAY + COPYRIGHT)
    for model in apps.get_models():
        if model._meta.app_label in {"moderation", "accounts"} and model._meta.label != "accounts.User":
            for row in model._base_manager.all():
                texts = [
                    str(getattr(row, f.attname))
                    for f in model._meta.fields
                    if not isinstance(f, models.ForeignKey)
                ]
                told = " ".join(texts).casefold()
                assert not [
                    word for word in ("noor", "verlinden", "marais", "dlhá", "horák") if word in told
                ], row
    assert Case.objects.get().state == "restored"
    assert first_broken_entry() is None
    assert AuditEntry.objects.get(action="retention.erase").facts == {"cases": 1, "reports": 1, "papers": 0}


def test_the_command_says_what_it_would_do_and_then_does_it(capsys, settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path
    case = ended(kind="content")
    call_command("moderation_retention", "--now", "2027-12-01T00:00", "--dry-run")
    assert holds_words(case)
    call_command("moderation_retention", "--now", "2027-12-01T00:00")
    assert capsys.readouterr().out == "cases: 1\nreports: 1\npapers: 0\nfiles without a case: 0\n" * 2
    assert Report.objects.get().erased_at
