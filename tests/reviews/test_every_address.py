"""Every address of the newsroom, and what each role is answered there. An address without a row is a failure.

The rows are of pieces and cases that are somebody else's; what people do with their own stands in
`test_who_may.py`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import AuditEntry
from accounts.roles import Role
from films.merge import merge
from films.models import Edition, Festival, FestivalSection
from moderation import services
from moderation.models import CalendarException, CannedReply, Hearing, RegisterEntry
from moderation.tokens import status_of
from pagecache import clock
from reviews import workflow
from reviews.models import Clearance, Correction, OldPath, OutsideLink, Revision, Sponsor
from reviews.restrictions import restrict
from tests.factories import (
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_section,
    make_tag,
    make_user,
)
from tests.moderation.reporting import a_file, make_agent, make_case

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
ROLES = [Role.CONTRIBUTOR, Role.EDITOR, Role.CHIEF, Role.MODERATOR, Role.LEAD, Role.AUDITOR]

# What a GET is answered, in the order of ROLES, and under it the addresses, without `admin/`; * is any part.
# 302 on a thing's own pages: to this person it is not there. 405: it is only posted to.
# fmt: off
TABLE: dict[str, str] = {
    "200 200 200 200 200 200": """
        password_change/ password_change/done/ jsi18n/ reviews/review/lookup/*/ sign-in/ notices/ desk
        moderation/case/complaints/
    """,
    "200 200 200 403 403 403": """
        films/festival/ films/festival/add/ films/festival/*/history/ films/festival/*/change/
        films/edition/ films/edition/add/ films/edition/*/history/ films/edition/*/change/
        films/festivalsection/ films/festivalsection/add/ films/festivalsection/*/history/
        films/festivalsection/*/change/ films/film/ films/film/add/ films/film/*/history/
        films/film/*/change/ films/person/ films/person/add/ films/person/*/history/
        films/person/*/change/ reviews/contributor/ reviews/contributor/add/
        reviews/contributor/*/history/ reviews/contributor/*/change/ images/image/rendition/*/*.*
        images/image/ images/image/add/ images/image/*/history/ images/image/*/change/
        reviews/review/suggested-tags/ reviews/review/bin/ reviews/review/ reviews/review/add/
        reviews/section/ reviews/section/*/history/ reviews/section/*/change/ reviews/tag/
        reviews/tag/add/ reviews/tag/*/history/ reviews/tag/*/change/ reviews/review/calendar/
        reviews/review/coming/ reviews/review/notes/
    """,
    "200 200 200 404 404 404": """
        */
    """,
    "302 200 200 302 302 302": """
        reviews/correction/*/history/ reviews/revision/*/history/ reviews/review/*/history/
        reviews/review/*/delete/ reviews/review/*/change/ reviews/review/*/compare/
        reviews/review/*/restore/*/ reviews/review/*/change-at/ reviews/review/*/preview/
        reviews/review/*/preview-links/ reviews/review/*/notes/ reviews/review/*/colleagues/
    """,
    "302 302 200 302 302 302": """
        accounts/user/*/history/
    """,
    "302 302 302 302 302 302": """
        login/ accounts/user/*/ accounts/auditentry/*/ films/festival/*/ films/edition/*/
        films/festivalsection/*/ films/film/*/ films/person/*/ reviews/contributor/*/
        reviews/correction/*/ films/embargo/*/ reviews/outsidelink/*/ images/image/*/
        reviews/revision/*/ reviews/oldpath/*/ reviews/restriction/*/ reviews/review/*/
        reviews/section/*/ reviews/tag/*/ reviews/sponsor/*/ moderation/case/*/history/ moderation/case/*/
        moderation/designatedagent/*/ moderation/erasurerequest/*/ moderation/registerentry/*/
        moderation/calendarexception/*/
        moderation/hearing/*/ reviews/clearance/*/
        moderation/cannedreply/*/
        django_tasks_database/dbtaskresult/*/history/ django_tasks_database/dbtaskresult/*/
        reviews/bundle/*/ films/merge/*/ reviews/review/*/proposal/*/
        reviews/review/*/move/
    """,
    "302 302 302 403 403 403": """
        films/film/*/stills/
    """,
    "302 302 302 404 404 404": """
        r/*/*/
    """,
    "302 405 405 302 302 302": """
        reviews/review/*/name/*/
    """,
    "403 200 200 200 200 200": """
        reviews/restriction/ reviews/restriction/*/history/ reviews/restriction/*/change/
    """,
    "403 200 200 403 403 403": """
        reviews/correction/ reviews/correction/add/ reviews/correction/*/change/
        films/embargo/*/lift/ films/embargo/ films/embargo/add/ films/embargo/*/history/
        films/embargo/*/change/ reviews/outsidelink/ reviews/outsidelink/add/
        reviews/outsidelink/*/history/ reviews/outsidelink/*/delete/ reviews/outsidelink/*/change/
        reviews/revision/ reviews/revision/*/change/ reviews/oldpath/ reviews/oldpath/*/history/
        reviews/oldpath/*/change/ reviews/review/commission/ reviews/review/home/ reviews/bundle/ reviews/bundle/add/
        reviews/bundle/*/change/ reviews/bundle/*/history/
        images/image/*/delete/ images/image/*/replace/
    """,
    "403 302 302 403 403 403": """
        reviews/review/bulk/
    """,
    "403 403 200 403 403 403": """
        accounts/user/ accounts/user/*/change/ reviews/section/add/ films/merge/ films/merge/*/change/
        films/merge/*/history/ films/film/*/merge/ films/person/*/merge/ reviews/tag/*/merge/
        reviews/sponsor/ reviews/sponsor/add/ reviews/sponsor/*/change/ reviews/sponsor/*/history/
    """,
    "403 403 302 403 403 403": """
        films/merge/*/undo/
    """,
    "403 403 403 200 200 200": """
        moderation/case/*/picture/*.jpg moderation/case/ moderation/case/*/change/
    """,
    "403 403 403 200 200 403": """
        moderation/case/enter/ moderation/case/*/paper/*/ moderation/cannedreply/ moderation/cannedreply/*/history/
        moderation/cannedreply/*/change/
        moderation/registerentry/ moderation/registerentry/*/change/ moderation/registerentry/*/history/
        reviews/clearance/ reviews/clearance/add/ reviews/clearance/*/change/ reviews/clearance/*/history/
    """,
    "403 403 403 403 200 403": """
        moderation/cannedreply/add/
        moderation/designatedagent/ moderation/designatedagent/add/ moderation/designatedagent/*/change/
        moderation/designatedagent/*/history/
        moderation/erasurerequest/ moderation/erasurerequest/add/ moderation/erasurerequest/*/change/
        moderation/erasurerequest/*/history/
        moderation/hearing/ moderation/hearing/*/change/ moderation/hearing/*/history/
        moderation/calendarexception/ moderation/calendarexception/add/ moderation/calendarexception/*/change/
        moderation/calendarexception/*/history/
    """,
    "403 403 403 403 200 200": """
        accounts/auditentry/ accounts/auditentry/*/history/ accounts/auditentry/*/change/
    """,
    "403 403 403 403 403 403": """
        moderation/designatedagent/*/delete/ moderation/erasurerequest/*/delete/
        moderation/calendarexception/*/delete/
        moderation/registerentry/add/ moderation/registerentry/*/delete/
        moderation/hearing/add/ moderation/hearing/*/delete/ reviews/clearance/*/delete/
        autocomplete/ accounts/user/*/password/ accounts/user/add/ accounts/user/*/delete/
        accounts/auditentry/add/ accounts/auditentry/*/delete/ films/festival/*/delete/
        films/edition/*/delete/ films/festivalsection/*/delete/ films/film/*/delete/
        films/person/*/delete/ reviews/contributor/*/delete/ reviews/correction/*/delete/
        films/embargo/*/delete/ reviews/revision/add/
        reviews/revision/*/delete/ reviews/oldpath/add/ reviews/oldpath/*/delete/
        reviews/restriction/add/ reviews/restriction/*/delete/ reviews/section/*/delete/
        reviews/tag/*/delete/ reviews/sponsor/*/delete/ reviews/bundle/*/delete/ films/merge/add/ films/merge/*/delete/
        moderation/case/add/ moderation/case/*/delete/ moderation/cannedreply/*/delete/
        django_tasks_database/dbtaskresult/ django_tasks_database/dbtaskresult/add/
        django_tasks_database/dbtaskresult/*/delete/ django_tasks_database/dbtaskresult/*/change/
    """,
    "404 404 404 404 404 404": """
        reviews/review/*/do/*/ notices/*/ *
    """,
    "405 405 405 403 403 403": """
        reviews/review/preview/
    """,
    "405 405 405 405 405 405": """
        logout/ reviews/review/new-film/ reviews/review/new-person/ reviews/review/new-picture/
        reviews/review/checks/ reviews/review/*/checks/ reviews/review/autosave/
        reviews/review/*/autosave/ reviews/review/*/presence/ moderation/case/*/decide/*/
        moderation/case/*/arrange/*/ moderation/case/bulk/ moderation/case/bulk/undo/
        moderation/case/filters/keep/ moderation/case/filters/*/remove/
    """,
}

# fmt: on
EXPECTED = {address: answers for answers, addresses in TABLE.items() for address in addresses.split()}
# Signing out ends where it would for anybody: at the door. What a script asks is answered in words that it can read.
OPEN_TO_STRANGERS = {
    "login/": 200, "logout/": 302, "sign-in/": 200, "reviews/review/autosave/": 405,
    "reviews/review/*/autosave/": 405, "reviews/review/*/presence/": 405,
}  # fmt: skip


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from addresses(pattern, route)


def of_the_newsroom() -> dict[str, str]:
    """By the short spelling of the table, as the resolver spells them: "films/film/<path:object_id>/change/"."""
    found = [
        route.removeprefix("admin/") for route in addresses(get_resolver()) if route.startswith("admin/")
    ]
    return {short(route): route for route in found}


def short(route: str) -> str:
    route = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "*", route).replace("^", "").replace("$", "")
    return route or "desk"


class Things:
    """One row of everything that an address can be about."""

    def __init__(self):
        film, image, owner = make_film(), make_image(), make_user(Role.CONTRIBUTOR)
        piece, live = make_review(by=owner), make_published(lead=image)
        festival = Festival.objects.create(name="Berlinale")
        edition = Edition.objects.create(festival=festival, year=2024)
        self.image = image
        make_user(Role.MODERATOR)  # who is free to decide, so that no chief editor has to
        self.rows = {
            "accounts/user": owner,
            "accounts/auditentry": AuditEntry.objects.first(),
            "films/festival": festival,
            "films/edition": edition,
            "films/festivalsection": FestivalSection.objects.create(edition=edition, name="Forum"),
            "films/film": film,
            "films/person": make_person(),
            "films/embargo": make_embargo(film, NOON + timedelta(days=3)),
            "images/image": image,
            "reviews/contributor": make_contributor(),
            "reviews/correction": Correction.objects.create(review=live, made_at=NOON, text="It was moss."),
            "reviews/outsidelink": OutsideLink.objects.create(
                film=film, url="https://example.org/", title="A link"
            ),
            "reviews/revision": Revision.objects.filter(review=piece).first(),
            "reviews/oldpath": OldPath.objects.create(path="/old/", review=live),
            "reviews/restriction": restrict(mode="full", review=make_published()),
            "reviews/review": piece,
            "reviews/section": make_section(),
            "reviews/tag": make_tag(),
            "reviews/sponsor": Sponsor.objects.create(
                name="Cinematek", words="All of Akerman.", link="https://example.org/", starts_at=NOON
            ),
            "reviews/bundle": workflow.make_bundle("Friday", by=None),
            "films/merge": merge(make_film(), make_film(), by=None),
            "moderation/case": make_case(live),
            "reviews/clearance": Clearance.objects.create(
                review=make_published(),
                restriction=restrict(mode="full", review=make_published()),
                reason="So.",
                cleared_by=make_user("moderator"),
                cleared_at=NOON,
            ),
            "moderation/calendarexception": CalendarException.objects.create(
                day=NOON.date(), reason="A storm."
            ),
            "moderation/hearing": Hearing.objects.create(
                contributor=make_contributor(), opened_at=NOON, heard_until=NOON, due_at=NOON
            ),
            "moderation/registerentry": RegisterEntry.objects.create(case=make_case(live, "content")),
            "moderation/erasurerequest": services.ask_for_erasure(
                "a@example.org", by=make_user(None, is_superuser=True)
            ),
            "moderation/designatedagent": services.name_agent(
                make_agent(), by=make_user(None, is_superuser=True)
            ),
            "moderation/cannedreply": CannedReply.objects.create(
                key="quotation", act="refuse", body="We may quote.", written_at=NOON
            ),
        }
        case = self.rows["moderation/case"]
        receipt = status_of(case.reports.get())
        self.paper = services.add_papers(case, receipt=receipt, files=[a_file()])[0]

    def path(self, address: str) -> str:
        """The address with something in every place that the resolver leaves open."""
        row = self.rows.get("/".join(address.split("/")[:2]))
        values = {
            "object_id": row.pk if row else 1, "pk": row.pk if row else 1, "id": row.pk if row else 1,
            "content_type_id": ContentType.objects.get_for_model(self.rows["films/film"]).pk,
            "kind": "film", "name": "claim", "app_label": "films", "url": "nowhere",
            "key": self.image.key, "paper": self.paper.pk, "width": self.image.renditions["jpeg"][0], "ext": "jpg",
        }  # fmt: skip
        if address.startswith("r/"):
            values["object_id"] = self.rows["films/film"].pk
        address = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda place: str(values[place[1]]), address)
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values.get(place[1], 1)), address)
        return "/admin/" + address.replace("^", "").replace("$", "")


@pytest.fixture
def things():
    with clock.freeze(NOON):
        yield Things()


def test_every_address_has_a_row_and_every_row_an_address():
    found = of_the_newsroom().keys()
    assert sorted(found - EXPECTED.keys()) == [], "Say in TABLE what each role is answered there."
    assert sorted(EXPECTED.keys() - found) == []


@pytest.mark.parametrize("account", [False, True], ids=["nobody", "an account without a role"])
def test_strangers_are_sent_to_sign_in(things, account):
    client, let_in = Client(), {}
    if account:
        client.force_login(make_user(None))
    for address, route in of_the_newsroom().items():
        response = client.get(things.path(route))
        if response.status_code != 302 or not response["Location"].startswith("/admin/login/"):
            let_in[address] = response.status_code
    assert let_in == OPEN_TO_STRANGERS


def test_strangers_who_post_are_sent_to_sign_in_as_well(things):
    let_in = {}
    for address, route in of_the_newsroom().items():
        response = Client().post(things.path(route))
        if response.status_code != 302 or not response["Location"].startswith("/admin/login/"):
            let_in[address] = response.status_code
    assert let_in == {
        "login/": 200, "logout/": 302, "sign-in/": 400, "reviews/review/autosave/": 401,
        "reviews/review/*/autosave/": 401, "reviews/review/*/presence/": 401,
    }  # fmt: skip


def test_no_address_takes_a_form_that_is_not_from_our_own_pages(things):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(Role.CHIEF))
    taken = {
        address: response.status_code
        for address, route in of_the_newsroom().items()
        if (response := client.post(things.path(route))).status_code != 403
    }
    assert taken == {}


def test_each_role_is_answered_as_the_table_says(things, subtests):
    for place, role in enumerate(ROLES):
        client = Client()
        client.force_login(make_user(role))
        found = {
            address: str(client.get(things.path(route)).status_code)
            for address, route in of_the_newsroom().items()
        }
        wanted = {address: answers.split()[place] for address, answers in EXPECTED.items()}
        with subtests.test(str(role)):
            assert {key: status for key, status in found.items() if status != wanted.get(key)} == {}
