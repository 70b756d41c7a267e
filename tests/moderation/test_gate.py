"""What is restricted does not come back by the back door: reworded, pasted elsewhere, uploaded once more."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry, RoleGrant
from moderation import services
from moderation.models import Letter
from moderation.ticking import tick
from pagecache import clock
from reviews import workflow
from reviews.models import Restriction, Review
from tests.factories import (
    fresh,
    make_film,
    make_image,
    make_published,
    make_review,
    make_user,
    picture,
    put_columns,
    rewrite,
)
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

SECRET = "She carries the moss home in a paper bag and it grows on the windowsill all night long."
BODY = f"<p>Here begins it. {SECRET} Then the rain.</p>"
LONG = " ".join(f"moss{number} grows under the long bridge" for number in range(60))


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


def hide_passage(piece) -> tuple:
    case = make_case(piece)
    restriction = services.hide_passage(
        case, by=make_user("moderator"), version=1, quote=SECRET, reason="Hers."
    )
    return case, restriction


def ready(**changes) -> Review:
    return make_review("ready", film=make_film("Here", 2023), **changes)


def publish(piece: Review):
    return workflow.publish(fresh(piece), by=None, version=fresh(piece).version)


class TestARestrictedPassage:
    def test_is_not_reworded(self):
        piece = make_published(body=BODY)
        case, _ = hide_passage(piece)
        reworded = BODY.replace("paper bag", "shopping bag")
        with pytest.raises(workflow.WrongStep, match=f"under restriction {case}; ask a moderator"):
            rewrite(piece, body=reworded)
        assert workflow.working_copy(piece).state["body"] == BODY

    def test_lets_the_rest_of_the_text_be_changed(self):
        piece = make_published(body=BODY)
        hide_passage(piece)
        rewrite(piece, body=BODY.replace("the rain", "more rain"))
        workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
        assert "more rain" in fresh(piece).body

    def test_is_not_published_reworded_from_what_was_kept_by_itself(self):
        piece, writer = make_published(body=BODY), make_user("chief")
        hide_passage(piece)
        copy = workflow.working_copy(piece)
        workflow.autosave(
            fresh(piece), copy.state | {"body": "<p>All new.</p>"}, by=writer, version=copy.version
        )
        with pytest.raises(workflow.WrongStep, match="ask a moderator"):
            workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)

    def test_takes_the_page_with_it_when_it_is_lost_all_the_same_and_raises_an_alarm(self, client):
        piece, lead = make_published(body=BODY), make_user("lead", email="lead@example.org")
        case, passage = hide_passage(piece)
        put_columns(piece, body=BODY.replace("paper bag", "shopping bag"))
        assert client.get(piece.path).status_code == 451
        with clock.freeze(MONDAY + timedelta(minutes=1)):
            tick(MONDAY + timedelta(minutes=1))
            tick(MONDAY + timedelta(minutes=1))
            assert list(Review.objects.published(clock.now())) == []
            whole = Restriction.objects.get(mode="full")
            assert whole.reference == passage.reference == str(case)
            assert Letter.objects.filter(code="E29", address=lead.email).count() == 1
            services.lift(fresh(case), by=make_user("moderator"), version=fresh(case).version, reason="Ours.")
            assert client.get(piece.path).status_code == 200

    def test_is_pasted_into_no_other_piece_until_a_moderator_has_looked(self):
        case, restriction = hide_passage(make_published(body=BODY))
        moderator = make_user("moderator")
        pasted = ready(body=f"<p>Another piece. {SECRET.upper()} So it goes.</p>")
        with pytest.raises(workflow.NotReady, match=f"a passage under restriction {case}"):
            publish(pasted)
        services.clear_copy(restriction, pasted, by=moderator, reason="It quotes the film.")
        publish(pasted)
        assert fresh(pasted).status == "published"

    def test_is_not_repeated_in_its_own_piece(self):
        piece = make_published(body=BODY)
        case, _ = hide_passage(piece)
        again = SECRET.replace("long.", "through.")
        rewrite(piece, body=f"{BODY}<p>{again}</p>")
        with pytest.raises(workflow.NotReady, match=str(case)):
            workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)


class TestATextThatWasTakenDown:
    @pytest.fixture
    def case(self):
        piece = make_published(body=f"<p>{LONG}</p>")
        case = make_case(piece)
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
        return case

    @pytest.mark.parametrize(
        "body",
        [
            f"<p>{LONG}</p>",
            f"<p>{LONG.title()}</p>",
            f"<p>A new beginning of some words. {LONG.replace('moss7 ', 'lichen ')} And an end.</p>",
            f"<p>{LONG[: len(LONG) // 2]}</p>",
        ],
        ids=["same", "in capitals", "changed here and there", "half of it"],
    )
    def test_is_not_published_again_as_another_piece(self, case, body):
        with pytest.raises(workflow.NotReady, match=f"under restriction {case}"):
            publish(ready(body=body))

    def test_does_not_stop_another_text_about_the_same(self, case):
        publish(ready(body=f"<p>{' '.join(f'soup{n} of the day' for n in range(90))} {LONG[:200]}</p>"))

    def test_is_known_as_it_was_whatever_became_of_it_since(self, case):
        put_columns(case.review, body="<p>Nothing at all.</p>")
        with pytest.raises(workflow.NotReady):
            publish(ready(body=f"<p>{LONG}</p>"))

    def test_stops_nothing_once_it_is_lifted(self, case):
        services.lift(case, by=make_user("moderator"), version=case.version, reason="A mistake.")
        publish(ready(body=f"<p>{LONG}</p>"))

    def test_stays_hidden_when_it_is_published_again(self, case, client):
        piece = fresh(case.review)
        workflow.withdraw(piece, by=None, version=piece.version, reason="So be it.")
        publish(piece)
        assert fresh(piece).status == "published"
        assert client.get(piece.path).status_code == 451


class TestAPictureThatWasHidden:
    def test_is_not_published_from_a_second_upload(self):
        hers = make_image()
        case = make_case(make_published(lead=hers))
        restriction = services.hide_picture(
            case, by=make_user("moderator"), version=1, image=hers, reason="Hers."
        )
        again = put_columns(make_image(), checksum=hers.checksum)
        piece = ready(pictures=[picture(again, "lead")])
        with pytest.raises(workflow.NotReady, match=f"the same file as one under restriction {case}"):
            publish(piece)
        services.clear_copy(restriction, piece, by=make_user("lead"), reason="Licensed by now.")
        publish(piece)


class TestClearing:
    def test_is_for_moderators_without_a_hand_in_it_and_leaves_a_trace(self):
        case, restriction = hide_passage(make_published(body=BODY))
        author = make_user("moderator")
        RoleGrant.objects.create(user=author, role="editor")
        mine = make_review("ready", by=author, body=f"<p>{SECRET}</p>")
        for who in (make_user("chief"), make_user("editor"), make_user("auditor"), author):
            with pytest.raises(services.NotAllowed):
                services.clear_copy(restriction, mine, by=who, reason="Let it.")
        with pytest.raises(services.Incomplete):
            services.clear_copy(restriction, mine, by=make_user("moderator"), reason=" ")
        services.clear_copy(restriction, mine, by=make_user("moderator"), reason="A quotation.")
        entry = AuditEntry.objects.get(action="case.clear_copy")
        assert (entry.reference, entry.facts["review"]) == (str(case), mine.pk)

    def test_is_done_on_a_screen_by_the_number_of_the_piece_and_the_reference(self, client):
        case, _ = hide_passage(make_published(body=BODY))
        pasted, address = ready(body=f"<p>{SECRET}</p>"), "/admin/reviews/clearance/add/"
        client.force_login(make_user("moderator"))
        typed = {"piece": pasted.pk, "reference": f"{case} ".lower(), "reason": "A quotation."}
        nothing = client.post(address, typed | {"reference": "M-2026-9999"})
        assert "Nothing under that reference stops that piece." in nothing.content.decode()
        assert client.post(address, typed).status_code == 302
        publish(pasted)


class TestSeveralProceduresOnOnePage:
    def test_show_it_only_when_all_have_ended(self, client):
        piece, moderator = make_published(), make_user("moderator")
        before = client.get(piece.path).content
        one, other = make_case(piece), make_case(piece, "content")
        for case in (one, other):
            services.take_page_down(case, by=moderator, version=case.version, reason="So.")
        services.lift(one, by=moderator, version=one.version, reason="A mistake.")
        assert client.get(piece.path).status_code != 200
        told = Letter.objects.filter(code="E18", case=one)
        assert all("still hidden" in letter.text for letter in told)
        services.lift(other, by=moderator, version=other.version, reason="A mistake.")
        assert client.get(piece.path).content == before


def test_a_removal_under_our_own_rules_answers_410_and_one_under_a_law_451(client):
    answers = {}
    for kind in ("copyright", "content", "plagiarism", "defamation", "privacy", "order", "trademark"):
        piece = make_published()
        case = make_case(piece, kind)
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="So.")
        response = client.get(piece.path)
        answers[kind] = response.status_code
        assert response["Cache-Control"] == "no-store"
        assert ("Link" in response) == (response.status_code == 451)
    assert answers == {
        "copyright": 451, "content": 410, "plagiarism": 410, "defamation": 451, "privacy": 451, "order": 451,
        "trademark": 451,
    }  # fmt: skip


def test_who_asks_for_json_gets_the_same_facts(client):
    piece = make_published()
    case = make_case(piece)
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
    response = client.get(piece.path, headers={"accept": "application/json"})
    assert response.status_code == 451
    assert response.json() == {
        "status": 451, "reference": str(case), "since": "2026-11-23", "kind": "copyright", "words": "",
        "register": None,
    }  # fmt: skip
    assert response["Cache-Control"] == "no-store"
