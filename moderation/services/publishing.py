"""What the public learns of cases: the numbers of a year, frozen, and single notices in the register."""

import json
import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.urls import reverse

from accounts.policy import can
from moderation import deadlines, transparency
from moderation.concerned import has_a_hand_in, restrictions_of
from moderation.models import Case, CopyrightNotice, RegisterEntry, Report, TransparencyPeriod
from moderation.services.steps import Incomplete, NotAllowed, WrongStep, need
from moderation.week import house_week, house_zone
from pagecache.clock import now
from reviews import restrictions
from reviews.unit import unit

Kind = Case.Kind
# What is never told, however it was decided: it is about somebody's privacy, or worse.
NEVER_TOLD = {Kind.INTIMATE, Kind.CHILD_SAFETY, Kind.PRIVACY, Kind.PERSONAL}
DELAY = 10  # working days, in which a writer objects to a mistake
AN_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w|\+?\d[\d ()/-]{7,}\d")


def freeze(year: int, *, note: str = "") -> TransparencyPeriod:
    """Keep the year's numbers as they are published. What says the same is not kept twice.

    A later correction is a new version with a note. Raises WrongStep for a year that is not over, Incomplete.
    """
    if now().astimezone(house_zone()).year <= year:
        raise WrongStep(f"{year} is not over yet.")
    found = transparency.counted().get(year) or transparency.Year(year, [], {}, {})
    numbers = found.numbers()
    canonical = json.dumps(numbers, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = sha256(canonical.encode()).hexdigest()
    with unit() as work:
        last = TransparencyPeriod.objects.filter(year=year).first()
        if last and (last.sha256 == digest or says_the_same(last.numbers, numbers)):
            return last
        if last:
            need(note, f"{year} was frozen with other numbers. Say what was corrected.")
        version = last.version + 1 if last else 1
        kept = TransparencyPeriod.objects.create(
            year=year, version=version, numbers=numbers, sha256=digest, note=note if last else "", made_at=now(),
            csv=transparency.as_csv([replace(found, version=version)]),
        )  # fmt: skip
        work.record("transparency.freeze", obj=kept, year=year, version=version, sha256=digest)
    return kept


def says_the_same(before: dict, numbers: dict) -> bool:
    """As far as the older one counted at all: what is counted since then corrects nothing."""
    return before == {name: told for name, told in numbers.items() if name in before}


# The register


def may_be_told_from(case: Case) -> datetime | None:
    """From when the register may tell of it; None for what it never tells of and what is not decided."""
    is_told = case.kind not in NEVER_TOLD and case.state not in {Case.State.SPAM, Case.State.MERGED}
    if not is_told or case.decided_at is None:
        return None
    return deadlines.after(case.decided_at, DELAY, house_zone(), house_week())


def draft_entries(at: datetime) -> int:
    """Lay an empty entry before the moderators for each case that may be told of by now. Returns how many."""
    decided = Case.objects.filter(register_entry=None, decided_at__lte=at).exclude(kind__in=NEVER_TOLD)
    due = [case for case in decided if (told_from := may_be_told_from(case)) and told_from <= at]
    RegisterEntry.objects.bulk_create([RegisterEntry(case=case) for case in due], ignore_conflicts=True)
    return len(due)


def publish_entry(entry: RegisterEntry, *, by) -> None:
    """Somebody has read it: nothing in it is private. The page that was taken down links to it from now on."""
    case = _of_mine(entry, by)
    told_from = may_be_told_from(case)
    if told_from is None:
        raise WrongStep("The register does not tell of this.")
    if now() < told_from:
        raise WrongStep(f"Not before {told_from:%d %B %Y}: until then somebody may object.")
    for words, sentence in ((entry.work, "Say what was claimed."), (entry.outcome, "Say what we did.")):
        need(words, sentence)
    _ask_redaction(entry)
    with unit() as work:
        entry.published_at, entry.approved_by = entry.published_at or now(), by
        entry.save()
        for restriction in restrictions_of(case):
            restrictions.name_in_register(restriction, path_of(case))
        work.record("register.publish", by=by, obj=case, reference=case.reference, entry=entry.pk)


def take_entry_back(entry: RegisterEntry, *, by, reason: str) -> None:
    """Something in it was private after all."""
    case = _of_mine(entry, by)
    need(reason)
    with unit() as work:
        entry.published_at = None
        entry.save(update_fields=["published_at"])
        for restriction in restrictions_of(case):
            restrictions.name_in_register(restriction, "")
        work.record("register.take_back", by=by, obj=case, reference=case.reference, entry=entry.pk)


def path_of(case: Case) -> str:
    return reverse("moderation:register", args=[case.reference])


def _of_mine(entry: RegisterEntry, by) -> Case:
    if not can(by, "moderation.change_registerentry"):
        raise NotAllowed("Only moderators write the register.")
    if has_a_hand_in(entry.case, by):
        raise NotAllowed("You have a hand in this piece, so a colleague writes of it.")
    return entry.case


def _ask_redaction(entry: RegisterEntry) -> None:
    """What can be seen by machine: addresses and numbers, and the names of who sent it. The rest is read by people."""
    told = f"{entry.work}\n{entry.outcome}".casefold()
    if AN_ADDRESS.search(f"{told}\n{entry.party}"):
        raise Incomplete("There is an address or a telephone number in it. Take it out.")
    reports = Report.objects.filter(case=entry.case)
    names = {*reports.values_list("name", flat=True)}
    names |= {*CopyrightNotice.objects.filter(report__in=reports).values_list("signature", flat=True)}
    for name in filter(None, (name.strip().casefold() for name in names)):
        if name in told and name != entry.party.casefold():
            raise Incomplete("The name of who sent it stands in it. Take it out.")
