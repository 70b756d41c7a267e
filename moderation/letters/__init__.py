"""Letters: written with the act they tell of, in its transaction, and sent afterwards by the beat.

Nothing of the child-safety lane goes into any letter.
"""

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User
from accounts.roles import Role
from moderation import agent, tokens
from moderation.concerned import latest_report, pieces_of, restrictions_of, writers_of
from moderation.counter_elements import JURISDICTION, PERJURY, SERVICE
from moderation.letters.words import LETTERS, STATUS
from moderation.models import Appeal, Case, CounterNotice, Decision, Letter, Report
from moderation.notices import notice_of
from pagecache.clock import now
from reviews.models import Contributor, Restriction

A_DAY = timedelta(days=1)
UNPROVEN_A_DAY = 3  # to one address, which somebody else may have typed in
LONGEST_SUBJECT = 200
TOLD_TO_ALL = {
    "E8",
    "E10",
    "E12",
    "E18",
    "E19",
}  # what came of a case, and nothing that one side alone may read


def write(
    code: str, recipient: str, address: str, *, case: Case | None = None, event: str = "", **values: str
) -> Letter | None:
    """Put a letter into the outbox. `event`: what it tells of; the same event tells an address once.

    None without an address, for a case of child safety, and when it lies there already.
    """
    if not address or (case is not None and case.kind == Case.Kind.CHILD_SAFETY):
        return None
    at = now()
    about = _about(case) if case else {}
    title, paragraphs = LETTERS[code]
    if recipient == "reporter":
        paragraphs = [*paragraphs, STATUS]
    told = " ".join([code, recipient, address.casefold(), str(case and case.pk), event])
    letter = Letter(
        case=case, code=code, recipient=recipient, address=address,
        subject=_subject(str(title), case), text=_text(paragraphs, about | values),
        key=hashlib.sha256(told.encode()).hexdigest(), created_at=at, next_try_at=at,
    )  # fmt: skip
    if Letter.objects.filter(key=letter.key).exists():
        return None
    # Somebody else may tell of the same in this moment; one of the two is enough.
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    return letter


# Whom it goes to


def to_reporter(code: str, case: Case, **values: str) -> None:
    """Who sent it; and of what came of it also those whose own cases became part of this one, each by their own."""
    report = latest_report(case)
    known = _when_known(case) | values
    write(code, "reporter", report.email, case=case, event=_event(case), **_ways_to(report) | known)
    if code in TOLD_TO_ALL:
        for other in case.merged.order_by("pk"):
            report, event = latest_report(other), f"{_event(case)} of {case.pk}"
            write(code, "reporter", report.email, case=other, event=event, **_ways_to(report) | known)


def to_complainant(code: str, counter: CounterNotice) -> None:
    """What the statute wants sent: where there is no address, leads are told to send it by post."""
    case = counter.case
    to_reporter(code, case, **_planned(counter), counter_notice=counter_words(counter))
    if not latest_report(case).email:
        to_leads("E25", case, f"{_event(case)} {code}", which=code, whom="reporter")


def to_writers(code: str, case: Case, **values: str) -> list[str]:
    """Returns the names of those who have no address: somebody must tell them otherwise."""
    without = []
    for contributor in writers_of(case).select_related("user"):
        address = contributor.email or (contributor.user.email if contributor.user else "")
        if address:
            ways = ways_of(case, contributor)
            write(code, "writer", address, case=case, event=_event(case), **ways | values)
        else:
            without.append(contributor.name)
    return without


def to_contributor(code: str, contributor: Contributor, event: str, **values: str) -> None:
    """Of themselves, and of no case."""
    address = contributor.email or (contributor.user.email if contributor.user else "")
    write(code, "writer", address, case=None, event=event, **{"agent": agent.email()} | values)


def to_signer(code: str, counter: CounterNotice, **values: str) -> None:
    account = counter.signer.email if counter.signer else ""
    address = counter.email or account or (counter.contributor.email if counter.contributor else "")
    known = _outcome_of_court(counter.case) | (_planned(counter) if counter.planned_at else {})
    signs = counter.contributor
    if signs is None:
        signs = writers_of(counter.case).filter(user=counter.signer).select_related("user").first()
    if signs:
        known |= ways_of(counter.case, signs)
    event = f"{_event(counter.case)} {counter.pk}"
    write(code, "writer", address, case=counter.case, event=event, **known | values)


def to_editors(code: str, case: Case, **values: str) -> None:
    """Chief editors: what happened to which page, and nothing of who complained."""
    for address in _addresses(Role.CHIEF):
        write(code, "editors", address, case=case, event=_event(case), **values)


def to_leads(code: str, case: Case | None, event: str, **values: str) -> list[Letter | None]:
    return [
        write(code, "leads", address, case=case, event=event, **values) for address in _addresses(Role.LEAD)
    ]


def to_side(code: str, appeal: Appeal, words: str = "", others: str = "") -> None:
    said = {"outcome": str(appeal.get_state_display()), "words": words, "others": others}
    if appeal.side == Appeal.Side.REPORTER:
        to_reporter(code, appeal.case, **said)
    elif appeal.filed_by:
        event = _event(appeal.case)
        write(code, "writer", appeal.filed_by.email, case=appeal.case, event=event, **said)


# What happened


def ask_to_confirm(report: Report, cases: list[Case]) -> None:
    """E1: the link that proves that somebody reads the mailbox. It holds nothing of what was sent."""
    confirm = address_of("confirm", tokens.confirming(report))
    several = {"several": str(len(cases))} if len(cases) > 1 else {}
    _to_stranger("E1", cases[0], report, confirm=confirm, **several)


def received(report: Report, cases: list[Case], *, is_proven: bool = False) -> None:
    """E2: of several pages the reference of each and where it stands, but nothing else of what was sent.

    `is_proven`: its sender has followed our link. What was answered at once has its answer, and needs no receipt.
    """
    case = cases[0]
    if len(cases) == 1 and case.state == Case.State.REFUSED:
        return
    said = {"routed": " "} if case.state == Case.State.ROUTED else {"due": day(_decided_by(cases))}
    if len(cases) > 1:
        said |= {"several": str(len(cases)), "pages": "\n".join(map(_where_it_stands, cases))}
    elif case.state == Case.State.MERGED:
        said["joined"] = " "
    if is_proven:
        _to_sender("E2", case, report, **said)
    else:
        _to_stranger("E2", case, report, **said)


def _decided_by(cases: list[Case]) -> datetime:
    """By when the last of them is."""
    return max(case.merged_into.due_at if case.merged_into else case.due_at for case in cases)


def _where_it_stands(case: Case) -> str:
    where = (case.review and case.review.path) or gettext("a picture")
    stands = {
        Case.State.MERGED: gettext("looked at together with what somebody reported before you"),
        Case.State.REFUSED: gettext("the same as we decided before; our answer comes by itself"),
    }.get(Case.State(case.state), gettext("received"))
    return f"- {case.reference}: {where}, {stands}"


def as_before(case: Case, refusal: Decision) -> None:
    """E32, by itself: a person has decided the same, and here is when."""
    to_reporter("E32", case, looked=day(refusal.decided_at))


def _to_stranger(code: str, case: Case, report: Report, **values: str) -> None:
    """Three a day at most to an address of which we do not know whose it is: nobody is bombarded through us."""
    lately = Letter.objects.filter(recipient="reporter", code__in=["E1", "E2"], created_at__gt=now() - A_DAY)
    if lately.filter(address__iexact=report.email).count() < UNPROVEN_A_DAY:
        _to_sender(code, case, report, **values)


def _to_sender(code: str, case: Case, report: Report, **values: str) -> None:
    known = _ways_to(report) | values
    write(code, "reporter", report.email, case=case, event=f"report {report.pk}", **known)


def hidden(case: Case, restriction: Restriction, words: str = "") -> None:
    """E7, E8 and E9: the statement of reasons to the writer, and word to the reporter and the editors.

    The writer gets a copyright notice with it (17 U.S.C. 512(g)(2)(A)); of any other report not a word, nor whose.
    """
    what = {"hidden": _hidden(restriction), "since": minute(now())}
    ground = {"terms": " "}
    if case.kind == Case.Kind.COPYRIGHT:
        ground = {"law": "17 U.S.C. 512(c)(3)", "counter": " ", "notice": notice_words(latest_report(case))}
    ends = {"ends": minute(restriction.ends_at)} if restriction.ends_at else {}
    without = to_writers("E7", case, **what, **ground, **ends, words=words)
    # An authority wants to know what came of its order: Regulation (EU) 2022/2065, Art. 9(1).
    to_reporter("E27" if case.kind == Case.Kind.ORDER else "E8", case, **what, told=" ")
    to_editors("E9", case, **what, without_address=", ".join(without))


def put_back(case: Case) -> None:
    """E18. Where another case hides the same, the letter says so."""
    still = restrictions_elsewhere(case)
    words = gettext("It is still hidden, because of another case.") if still else ""
    to_writers("E18", case, still=words)
    to_reporter("E18", case, still=words)
    to_editors("E18", case, still=words)


def restrictions_elsewhere(case: Case) -> bool:
    ours = restrictions_of(case).values("pk")
    others = Restriction.objects.active(now()).exclude(pk__in=ours)
    return others.filter(review__in=pieces_of(case)).exists()


def stays(case: Case) -> None:
    """E11: a copyright notice about their work that we did not act on. Of other reports writers hear nothing."""
    if case.kind == Case.Kind.COPYRIGHT:
        to_writers("E11", case)


def asks_to_be_forgotten(case: Case, report: Report) -> None:
    """E31, to the leads, who decide."""
    to_leads("E31", case, f"forget {report.pk}")


# Ways back to us


def address_of(page: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'moderation:{page}', args=[token])}"


def _ways_to(report: Report) -> dict[str, str]:
    """One page for the whole notice; of what is not its first case, opened at that."""
    first = report.case.split_from
    token = tokens.status_of(latest_report(first) if first else report)
    if not token:
        return {"no_link": " "}
    at = f"?of={report.case.reference}" if first else ""
    return {"link": f"{address_of('status', token)}{at}", "by_link": " "}


def ways_of(case: Case, contributor: Contributor) -> dict[str, str]:
    """A counter-notice needs no account: who reads the mailbox that we know of a writer may sign."""
    if contributor.user is None:
        ways = {"no_account": " "}
    else:
        ways = {"desk": f"{settings.SITE_URL}{reverse('admin:moderation_case_complaints')}"}
    if case.kind == Case.Kind.COPYRIGHT:
        ways["counter_link"] = address_of("counter", tokens.countering(case, contributor))
    return ways


# How it is said


def counter_words(counter: CounterNotice) -> str:
    """The copy that the complainant gets, whole: 17 U.S.C. 512(g)(2)(B)."""
    lines = [
        counter.material, counter.reason, str(PERJURY), str(JURISDICTION.get(counter.jurisdiction, "")), str(SERVICE),
        gettext("Signed: %(signature)s") % {"signature": counter.signature},
        counter.name, counter.postal_address, counter.telephone, counter.email,
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


def notice_words(report: Report) -> str:
    """The notice as the writer gets it: what is claimed and by whom, without street and telephone."""
    notice = notice_of(report)
    claimed = [notice.work, notice.location] if notice else []
    said = [*claimed, report.explanation, report.name, report.organisation, report.email]
    return "\n".join(line for line in said if line)


def _text(paragraphs, values: dict[str, str]) -> str:
    given = _Given({name: str(value) for name, value in values.items()})
    said = []
    for paragraph in paragraphs:
        given.lacks = False
        words = str(paragraph) % given
        if not given.lacks:
            said.append(words.strip())
    return "\n\n".join([*said, settings.SITE_NAME]) + "\n"


class _Given(dict):
    """Values of a letter; remembers when one was asked for that is not there."""

    lacks = False

    def __getitem__(self, name):
        value = self.get(name, "")
        self.lacks |= not value
        return value


def _subject(title: str, case: Case | None) -> str:
    about = f" {case.reference}" if case else ""
    return f"[{settings.SITE_NAME}{about}] {title}"[:LONGEST_SUBJECT]


def _about(case: Case) -> dict[str, str]:
    thing = str(case.review) if case.review else gettext("our pages")
    return {"reference": case.reference, "agent": agent.email(), "thing": " ".join(thing.split())}


def _event(case: Case) -> str:
    # Each step of a case makes a new version, so what happens twice is told twice.
    return f"version {case.version}"


def _when_known(case: Case) -> dict[str, str]:
    known = {"until": day(case.cure_until)} if case.cure_until else {}
    return known | _outcome_of_court(case)


def _outcome_of_court(case: Case) -> dict[str, str]:
    if case.state == Case.State.RESTORED:
        return {"outcome": gettext("What it was about is shown again.")}
    return {"outcome": gettext("What it was about stays hidden.")}


def _planned(counter: CounterNotice) -> dict[str, str]:
    assert counter.planned_at is not None
    return {"planned": minute(counter.planned_at, settings.DMCA_AGENT_TIME_ZONE)}


def _hidden(restriction: Restriction) -> str:
    return {
        Restriction.Mode.FULL: gettext("the whole page"),
        Restriction.Mode.IMAGE: gettext("a picture"),
        Restriction.Mode.PASSAGE: gettext("a passage"),
        Restriction.Mode.EMBED: gettext("an embed"),
        Restriction.Mode.LINK: gettext("a link"),
    }[Restriction.Mode(restriction.mode)]


def day(moment: datetime) -> str:
    return date_format(moment.astimezone(ZoneInfo(settings.TIME_ZONE)), "j F Y")


def minute(moment: datetime, zone: str = "") -> str:
    zone = zone or settings.TIME_ZONE
    return f"{date_format(moment.astimezone(ZoneInfo(zone)), 'j F Y, H:i')} ({zone})"


def _addresses(role: str) -> list[str]:
    people = User.objects.filter(is_active=True, grants__role=role).exclude(email="")
    return list(people.order_by("pk").values_list("email", flat=True).distinct())
