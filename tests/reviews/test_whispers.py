"""What others keep to themselves stays out of every page and answer that a contributor can ask for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import notices
from accounts.models import Notice, Sort
from accounts.roles import Role
from films.merge import merge
from films.models import Embargo
from pagecache import clock
from reviews import presence, workflow
from reviews.embargoes import keep_embargo
from reviews.models import Review, Revision
from tests.desk import change, fields_of
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_film,
    make_published,
    make_review,
    make_section,
    make_user,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CANARY = "kumquat"
SECRET = f"Secret {CANARY}"
TAB, OTHER_TAB = "a" * 32, "b" * 32
# Pages of one piece, with the number of a revision where one is wanted, and what each is posted.
OF_A_PIECE = {
    "change": {}, "history": {}, "compare": {}, "notes": {"act": "write", "text": "Mine"},
    "preview": {}, "preview_links": {"label": "Me", "days": "7"}, "change_at": {"at": "2024-03-01 09:00"},
    "move": {"when": "2024-03-01 09:00", "version": "1"}, "autosave": {"tab": TAB, "copy_version": "1"},
    "presence": {"tab": TAB}, "checks_of": {}, "delete": {"version": "1"},
}  # fmt: skip
OF_A_REVISION = {
    "restore": {"version": "1"}, "name_revision": {"name": "Mine"}, "proposal": {"act": "take", "version": "1"},
}  # fmt: skip
ACTS = ("claim", "take-over", "release", "change-commission", "cancel-commission", "run-again", "undo")
OF_ALL = ("changelist", "add", "calendar", "coming", "open_notes", "bin", "commission", "bulk")


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with clock.freeze(NOON):
        yield


def page(name: str, *args) -> str:
    return reverse(f"admin:reviews_review_{name}", args=args)


def words_of(answer) -> str:
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode() + answer.headers.get("Location", "")


def answers(client: Client, pieces):
    """(what was asked, the answer) of every page about these pieces and of every list, looked at and posted to."""
    for name in OF_ALL:
        yield name, client.get(page(name))
    yield "calendar, two weeks", client.get(page("calendar"), {"view": "weeks", "on": "2024-02-10"})
    yield "older of the bin", client.get(page("bin"), {"older": ""})
    for address in ("index", "notices", "sign_in"):
        yield address, client.get(reverse(f"admin:{address}"))
    for piece in pieces:
        for name, posted in OF_A_PIECE.items():
            yield f"{name} of {piece.pk}", client.get(page(name, piece.pk))
            yield f"{name} of {piece.pk}, posted", client.post(page(name, piece.pk), posted)
        for which in ("copy", "live", "1"):
            yield "compare", client.get(page("compare", piece.pk), {"from": which, "to": "1"})
        for number in piece.revisions.values_list("number", flat=True):
            for name, posted in OF_A_REVISION.items():
                yield f"{name} {number} of {piece.pk}", client.get(page(name, piece.pk, number))
                yield (
                    f"{name} {number} of {piece.pk}, posted",
                    client.post(page(name, piece.pk, number), posted),
                )
        for act in ACTS:
            yield act, client.post(page("do", piece.pk, act), {"version": "1"})
        for look in ("page", "phone", "share", "feed"):
            yield look, client.get(page("preview", piece.pk), {"as": look})
        yield "bin", client.post(page("bin"), {"piece": piece.pk, "version": piece.version})
        yield "bulk", client.post(page("bulk"), {"piece": f"{piece.pk}.1.1", "act": "claim"})


def those_that_tell(found) -> list[str]:
    return [asked for asked, answer in found if CANARY in words_of(answer).lower()]


@pytest.fixture
def others():
    """Pieces of somebody else in every stand, and everything that can hang on them, full of one word."""
    other, chief = make_user(Role.CONTRIBUTOR, name=f"Account {CANARY}"), make_user(Role.CHIEF)
    film = make_film("Moss")
    given = {
        "headline": SECRET, "dek": SECRET, "body": f"<p>{SECRET}</p>", "section": make_section(),
        "subjects": [subject(film)],
    }  # fmt: skip
    draft, binned = make_review(by=other, **given), make_review(by=other, **given)
    sent, planned = make_review("submitted", by=other, **given), make_published(at=NOON + DAY, **given)
    live = make_published(headline="Everybody reads this")
    rewrite(live, by=chief, dek=SECRET)
    workflow.schedule_change(live, by=chief, version=fresh(live).version, at=NOON + DAY, note=SECRET)
    for piece in (draft, sent, planned, live):
        workflow.write_note(fresh(piece), by=chief, text=SECRET, quote=SECRET)
        workflow.share_preview(fresh(piece), by=chief, label=SECRET)
        presence.beat(piece, by=other, tab=OTHER_TAB)
    workflow.claim(sent, by=chief, version=fresh(sent).version)
    workflow.name_revision(draft, draft.revisions.get(), by=chief, name=SECRET)
    put_columns(
        draft, commissioned_at=NOON, commission_note=SECRET, due_on=date(2024, 2, 12), words_wanted=800
    )
    workflow.put_in_bin(fresh(binned), by=chief, version=fresh(binned).version)
    bundle = workflow.make_bundle(SECRET, by=chief)
    workflow.add_to_bundle(bundle, fresh(planned), by=chief, version=bundle.version)
    merge(make_film(SECRET), make_film("Another"), by=None)
    keep_embargo(
        Embargo(film=film, ends_at=NOON + 2 * DAY, zone="Europe/Brussels", source=SECRET, note=SECRET),
        by=None,
    )
    notices.tell([other], Sort.NOTE, SECRET)
    return [fresh(piece) for piece in (draft, binned, sent, planned, live)]


def test_nothing_of_others_reaches_a_contributor(others):
    user = make_user(Role.CONTRIBUTOR)
    mine = make_review(by=user, subjects=others[0].working_copy.state["subjects"])
    client = Client()
    client.force_login(user)
    assert those_that_tell(answers(client, others)) == []
    # A film that their pieces are about may be named; nothing else of them may.
    assert those_that_tell(answers(client, [mine])) == []
    for notice in Notice.objects.exclude(account=user):
        assert client.get(reverse("admin:notice", args=[notice.pk])).status_code == 404
    for name in ("reviews_bundle", "films_merge"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert Revision.objects.filter(review__in=others, created_by=user).count() == 0


def test_the_word_reaches_who_may_read_it(others):
    client = Client()
    client.force_login(make_user(Role.CHIEF))
    told = those_that_tell(answers(client, others[:1]))
    for name in ("calendar", "coming", "open_notes", "bin", "notes", "history", "preview_links", "presence"):
        assert any(asked.startswith(name) for asked in told), name


def under_a_pen_name() -> tuple[Review, list]:
    """A piece of two writers, one of them behind a pen name, who does everything that leaves a name behind."""
    hidden = make_user(Role.EDITOR, name=f"Account {CANARY}", username=CANARY)
    writer = make_user(Role.CONTRIBUTOR)
    pen_name = make_contributor("Pen Name", user=hidden, is_pen_name=True)
    review = make_review(by=writer, authors=[author(pen_name), author(make_contributor(user=writer))])
    rewrite(review, by=hidden, dek="Theirs")
    note = workflow.write_note(fresh(review), by=hidden, text="Shorter?")
    workflow.answer_note(note, by=hidden, text="Much.")
    workflow.resolve_note(note, by=hidden)
    workflow.write_note(fresh(review), by=hidden, text="And this?")
    workflow.share_preview(fresh(review), by=hidden, label="A friend")
    workflow.claim(review, by=hidden, version=fresh(review).version)
    presence.beat(review, by=hidden, tab=OTHER_TAB)
    return fresh(review), [writer, make_user(Role.EDITOR)]


def test_no_page_of_a_piece_tells_whose_pen_name_it_is():
    review, viewers = under_a_pen_name()
    for viewer in viewers:
        client = Client()
        client.force_login(viewer)
        assert those_that_tell(answers(client, [review])) == [], viewer
        posted = fields_of(client.get(change(review)))
        late = client.post(change(review), posted | {"headline": "Mine", "copy_version": "1", "act": "save"})
        assert CANARY not in words_of(late).lower()
        assert CANARY not in "".join(notice.sentence for notice in Notice.objects.all()).lower()
        review = fresh(review)


def test_no_page_of_a_proposal_tells_whose_pen_name_it_is():
    hidden = make_user(Role.CONTRIBUTOR, name=f"Account {CANARY}", username=CANARY)
    pen_name = make_contributor("Pen Name", user=hidden, is_pen_name=True)
    review = make_published(authors=[author(pen_name)])
    copy = workflow.working_copy(review)
    workflow.propose(review, copy.state | {"dek": "Theirs"}, by=hidden, version=copy.version, note="Please")
    client = Client()
    client.force_login(make_user(Role.EDITOR))
    assert those_that_tell(answers(client, [fresh(review)])) == []


def test_a_pen_name_that_is_only_typed_hides_its_account_at_once():
    hidden = make_user(Role.CONTRIBUTOR, name=f"Account {CANARY}", username=CANARY)
    pen_name = make_contributor("Pen Name", user=hidden, is_pen_name=True)
    review = make_review(by=hidden, authors=[])
    copy = workflow.working_copy(review)
    state = copy.state | {"authors": [author(pen_name)]}
    workflow.autosave(review, state, by=hidden, version=copy.version, tab=OTHER_TAB)
    client = Client()
    client.force_login(make_user(Role.EDITOR))
    assert those_that_tell(answers(client, [fresh(review)])) == []


def test_a_tab_that_had_a_piece_open_does_not_get_it_back_once_it_is_somebody_elses():
    user = make_user(Role.CONTRIBUTOR)
    review = make_review(authors=[author(make_contributor(user=user))])
    workflow.write_note(review, by=make_user(Role.EDITOR), text=SECRET)
    presence.beat(review, by=user, tab=TAB)
    rewrite(review, authors=[author(make_contributor())])
    client = Client()
    client.force_login(user)
    posted = fields_of(client.get(page("add"))) | {"headline": "Mine", "body": "<p>Mine</p>"}
    for act in ("look", "add-links", "save"):
        assert CANARY not in words_of(client.post(page("add"), posted | {"tab": TAB, "act": act})), act
    kept = client.post(page("autosave_new"), posted | {"tab": TAB}).json()
    assert kept["piece"] != review.pk
    assert fresh(review).headline != "Mine"
