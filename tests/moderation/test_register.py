"""The public register: written by a moderator, read before it is published, without a word that was sent to us."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from moderation import services
from moderation.models import Case, RegisterEntry
from moderation.ticking import move_cases
from pagecache import clock
from tests.desk import parsed, words_of
from tests.factories import fresh, make_published, make_user
from tests.markup import errors
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=14)  # ten working days
WORDS = {"party": "Cinéart", "work": "A still of the film.", "outcome": "We hid the page."}


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def moderator():
    return make_user("moderator")


def entry_of(kind: str = "copyright", **words) -> RegisterEntry:
    case = make_case(make_published(), kind)
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
    return RegisterEntry(case=case, **WORDS | words)


def test_a_decided_notice_is_told_of_once_somebody_has_read_the_entry(client, moderator):
    case = make_case(make_published())
    services.take_page_down(case, by=moderator, version=1, reason="Hers.")
    with clock.freeze(LATER):
        move_cases(LATER)
        entry = RegisterEntry.objects.get()
        address = services.path_of(case)
        assert client.get(address).status_code == 404
        for name, words in WORDS.items():
            setattr(entry, name, words)
        services.publish_entry(entry, by=moderator)
        page = client.get(address)
        said = words_of(parsed(page))
        assert "Cinéart wrote to us on 23 November 2026. We decided on 23 November 2026." in said
        assert "A still of the film." in said
        assert errors(page.content.decode()) == []
        down = client.get(case.review.path)
        assert down.status_code == 451
        assert f'href="{address}"' in down.content.decode()
        asked = client.get(case.review.path, headers={"accept": "application/json"})
        assert asked.json()["register"].endswith(address)
        for told in (page, down):
            assert "Noor" not in told.content.decode()
        services.take_entry_back(entry, by=moderator, reason="A name stood in it.")
        assert client.get(address).status_code == 404
        assert address not in client.get(case.review.path).content.decode()
    acts = AuditEntry.objects.filter(action__startswith="register")
    assert list(acts.order_by("seq").values_list("action", flat=True)) == [
        "register.publish", "register.take_back",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["intimate", "child_safety", "privacy", "personal"])
def test_what_is_somebody_s_privacy_is_never_told_of(kind, moderator):
    entry = entry_of(kind)
    with clock.freeze(LATER):
        move_cases(LATER)
        assert RegisterEntry.objects.count() == 0
        with pytest.raises(services.WrongStep, match="does not tell of this"):
            services.publish_entry(entry, by=moderator)


def test_nothing_is_told_of_before_somebody_could_object(moderator):
    entry = entry_of()
    with (
        clock.freeze(LATER - timedelta(seconds=1)),
        pytest.raises(services.WrongStep, match="Not before 07 December 2026"),
    ):
        services.publish_entry(entry, by=moderator)


@pytest.mark.parametrize(
    "words",
    [
        {"work": "Write to noor@example.org."}, {"outcome": "Call +32 2 555 01 00."},
        {"work": "Noor Verlinden’s still."},
        {"work": " "}, {"outcome": ""}, {"party": "cineart@example.org"},
    ],
)  # fmt: skip
def test_what_a_machine_can_see_of_a_person_stops_it(words, moderator):
    entry = entry_of(**words)
    with clock.freeze(LATER), pytest.raises(services.Incomplete):
        services.publish_entry(entry, by=moderator)


def test_who_has_a_hand_in_it_and_who_is_no_moderator_do_not_write_it():
    entry = entry_of()
    involved = make_user("moderator", email="noor@example.org")
    with clock.freeze(LATER):
        for who in (involved, make_user("chief"), make_user("editor"), make_user("auditor")):
            with pytest.raises(services.NotAllowed):
                services.publish_entry(entry, by=who)


def test_a_moderator_publishes_it_on_its_screen(client, moderator):
    services.take_page_down(make_case(make_published()), by=make_user("moderator"), version=1, reason="Hers.")
    client.force_login(moderator)
    with clock.freeze(LATER):
        move_cases(LATER)
        entry = RegisterEntry.objects.get()
        address = f"/admin/moderation/registerentry/{entry.pk}/change/"
        refused = client.post(address, WORDS | {"work": "Noor Verlinden’s still."})
        assert "The name of who sent it stands in it" in refused.content.decode()
        assert client.post(address, WORDS).status_code == 302
        assert client.get(services.path_of(entry.case)).status_code == 200
    assert fresh(entry).approved_by == moderator


@pytest.mark.parametrize(
    "reference", ["M-2026-1", "m-2026-0001", "M-2026-00001", "M-2026-9999", "1", "M-٢٠٢٦-0001"]
)
def test_another_address_leads_nowhere(client, reference):
    Case.objects.filter(pk=entry_of().case.pk).update(number=1)
    RegisterEntry.objects.create(
        case=Case.objects.get(), **WORDS, published_at=MONDAY, approved_by=make_user("moderator")
    )
    assert client.get("/transparency/notices/M-2026-0001/").status_code == 200
    assert client.get(f"/transparency/notices/{reference}/").status_code == 404
