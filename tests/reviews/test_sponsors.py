"""The one labelled place that somebody pays for: off by default, quiet, and gone at its second."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.library import uses_of
from reviews.models import Restriction, Sponsor
from reviews.restrictions import lift, restrict
from tests.desk import fields_of, parsed, words_of
from tests.factories import make_image, make_published, make_section, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LIST = reverse("admin:reviews_sponsor_changelist")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def switched_on(settings):
    settings.HALATION_SPONSOR = True


@pytest.fixture
def piece():
    return make_published(at=NOON - DAY, section=make_section("Europe"))


def make_sponsor(name="Cinematek", *, starts_at=NOON, ends_at=None, image=None) -> Sponsor:
    given = {"name": name, "words": "All of Akerman.", "link": "https://example.org/akerman"}
    sponsor = Sponsor(**given, starts_at=starts_at, ends_at=ends_at, image=image)
    workflow.keep_sponsor(sponsor, by=None)
    return sponsor


def place(client, path):
    return parsed(client.get(path)).find(".//aside[@class='sponsor inner']")


def told(client, path) -> str:
    element = place(client, path)
    return "" if element is None else words_of(element)


def pages(piece) -> list[str]:
    return ["/", piece.path, "/reviews/", piece.section.get_absolute_url()]


def file_of(image) -> str:
    return f"/pictures/{image.key}/{image.renditions['jpeg'][0]}.jpg"


def test_it_is_off_until_the_operator_switches_it_on(client, piece, settings):
    image = make_image()
    make_sponsor(image=image)
    assert [told(client, path) for path in pages(piece)] == ["", "", "", ""]
    assert client.get(file_of(image)).status_code == 404
    assert "sponsor" not in client.get("/")["Surrogate-Key"].split()
    settings.HALATION_SPONSOR = True
    assert {told(client, path) for path in pages(piece)} == {"Sponsor Own Cinematek All of Akerman."}
    assert client.get(file_of(image)).status_code == 200


def test_it_costs_one_query_when_on_and_none_when_off(client, piece, settings):
    make_sponsor(image=make_image())
    for path in pages(piece):
        costs = []
        for is_on in (False, True):
            settings.HALATION_SPONSOR = is_on
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(path)
            costs.append((len(asked), sum("reviews_sponsor" in query["sql"] for query in asked)))
        (off, nothing), (on, one) = costs
        assert (on - off, nothing, one) == (1, 0, 1), path


@pytest.mark.usefixtures("switched_on")
class TestThePlace:
    def test_it_says_what_it_is_and_asks_nobody_else(self, client, piece):
        make_sponsor(image=make_image(credit="The archive"))
        element = place(client, piece.path)
        (link,) = element.iter("a")
        assert (link.get("href"), link.get("rel")) == ("https://example.org/akerman", "sponsored noopener")
        (img,) = element.iter("img")
        assert (img.get("width"), img.get("height")) == ("480", "320")
        assert [s for s in (img.get("src"), img.get("srcset")) if "//" in s] == []
        assert "The archive" in words_of(element)
        assert not client.get(piece.path).cookies

    def test_it_comes_and_goes_at_its_second(self, client, piece):
        make_sponsor(starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
        seen = {}
        for moment in (NOON, NOON + DAY - SECOND, NOON + DAY, NOON + 2 * DAY - SECOND, NOON + 2 * DAY):
            with clock.freeze(moment):
                seen[moment] = bool(told(client, "/"))
        assert list(seen.values()) == [False, False, True, True, False]

    def test_of_several_the_last_to_begin_has_it(self, client, piece):
        make_sponsor("Later", starts_at=NOON)
        make_sponsor("Earlier", starts_at=NOON - DAY)
        assert "Later" in told(client, "/")

    def test_pages_name_it_and_hear_of_its_moments(self, client, piece):
        for path in pages(piece):
            assert "sponsor" in client.get(path)["Surrogate-Key"].split(), path
        Change.objects.all().delete()
        image = make_image()
        make_sponsor(starts_at=NOON + DAY, ends_at=NOON + 2 * DAY, image=image)
        moments = Change.objects.filter(key="sponsor").values_list("effective_at", flat=True)
        assert set(moments) == {None, NOON + DAY, NOON + 2 * DAY}
        with clock.freeze(NOON + DAY):
            assert f"image:{image.pk}" in client.get("/")["Surrogate-Key"].split()

    def test_a_picture_that_is_restricted_or_whose_licence_ends_is_left_out(self, client, piece):
        image = make_image(rights_until=NOON + DAY)
        make_sponsor(image=image)
        assert image.key in client.get("/").content.decode()
        restriction = restrict(mode=Restriction.Mode.IMAGE, image=image)
        assert image.key not in client.get("/").content.decode()
        assert client.get(file_of(image)).status_code == 451
        assert "All of Akerman." in told(client, "/")
        lift(restriction)
        with clock.freeze(NOON + DAY):
            assert image.key not in client.get("/").content.decode()
            assert client.get(file_of(image)).status_code == 404
        assert Change.objects.filter(key="sponsor", effective_at=None).exists()

    def test_the_file_of_a_sponsor_whose_time_is_over_is_handed_out_no_more(self, client):
        image = make_image()
        make_sponsor(image=image, ends_at=NOON + DAY)
        assert client.get(file_of(image)).status_code == 200
        with clock.freeze(NOON + DAY):
            assert client.get(file_of(image)).status_code == 404

    def test_it_stands_in_no_feed_and_no_preview(self, client, piece):
        make_sponsor()
        assert "Akerman" not in client.get("/feed/").content.decode()
        client.force_login(make_user(Role.EDITOR))
        preview = client.get(reverse("admin:reviews_review_preview", args=[piece.pk])).content.decode()
        assert piece.headline in preview
        assert "Akerman" not in preview


class TestAtTheDesk:
    def typed(self, client, **given):
        posted = {
            "name": "Cinematek", "words": "All of Akerman.", "link": "https://example.org/",
            "starts_at": "2024-02-10T09:00", "ends_at": "", "image": "",
        }  # fmt: skip
        return client.post(reverse("admin:reviews_sponsor_add"), posted | given, follow=True)

    @pytest.mark.usefixtures("switched_on")
    def test_a_chief_editor_keeps_them_and_the_audit_log_says_so(self, client):
        chief = make_user(Role.CHIEF)
        client.force_login(chief)
        self.typed(client)
        sponsor = Sponsor.objects.get()
        assert sponsor.starts_at == datetime(2024, 2, 10, 8, tzinfo=UTC)
        page = reverse("admin:reviews_sponsor_change", args=[sponsor.pk])
        client.post(page, fields_of(client.get(page), "sponsor_form") | {"ends_at": "2024-02-12T09:00"})
        entries = AuditEntry.objects.filter(object_type="reviews.sponsor").order_by("seq")
        assert [(entry.action, entry.actor) for entry in entries] == [
            ("sponsor.set", chief), ("sponsor.change", chief),
        ]  # fmt: skip
        assert entries[1].facts["ends_at"] == "2024-02-12T08:00:00+00:00"

    def test_what_makes_no_sense_is_refused_in_words(self, client):
        client.force_login(make_user(Role.CHIEF))
        assert "It ends before it starts." in self.typed(client, ends_at="2024-02-09T09:00").content.decode()
        assert not Sponsor.objects.exists()

    def test_only_chief_editors_may(self):
        sponsor = Sponsor(name="A", words="B", link="https://example.org/", starts_at=NOON)
        for role in set(Role) - {Role.CHIEF}:
            with pytest.raises(PermissionDenied):
                workflow.keep_sponsor(sponsor, by=make_user(role))

    def test_the_menu_has_it_only_where_the_place_is_switched_on(self, client, settings):
        client.force_login(make_user(Role.CHIEF))
        assert LIST not in client.get("/admin/").content.decode()
        assert "is switched off" in client.get(LIST).content.decode()
        settings.HALATION_SPONSOR = True
        assert LIST in client.get("/admin/").content.decode()
        assert "is switched off" not in client.get(LIST).content.decode()

    def test_pages_hear_of_one_that_is_deleted(self, client):
        sponsor = make_sponsor()
        Change.objects.all().delete()
        client.force_login(make_user(None, is_superuser=True))
        client.post(reverse("admin:reviews_sponsor_delete", args=[sponsor.pk]), {"post": "yes"})
        assert not Sponsor.objects.exists()
        assert "sponsor" in Change.objects.values_list("key", flat=True)

    def test_its_picture_is_in_use(self):
        image = make_image()
        make_sponsor(image=image)
        uses = uses_of(image, make_user(Role.CHIEF))
        assert (uses.is_none, uses.said) == (False, "1 sponsor")
