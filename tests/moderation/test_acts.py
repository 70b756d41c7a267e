"""What the desk offers on a case, what it asks for, and what it shows before anything is done."""

import pytest

from accounts.models import AuditEntry, Notice
from moderation import services, states
from moderation.desk.acts import BY_VERB, DESK, offered
from moderation.models import Appeal, CannedReply, Case, LegalAction, Letter
from pagecache import clock
from pagecache.models import Change
from reviews.models import OutsideLink, Restriction
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, make_case
from tests.moderation.test_desk import REASON, address_of, look_at, open_act, page_of, press

pytestmark = pytest.mark.django_db
TEXT = "<p>The moss is old. The soup is warm, and the moss is green.</p>"


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def writer():
    return make_user("contributor", email="milo@example.org")


@pytest.fixture
def review(writer):
    return make_published(
        headline="Moss and soup",
        body=TEXT,
        lead=make_image(),
        at=MONDAY,
        contributor=make_contributor("Milo", user=writer),
    )


@pytest.fixture
def moderator(client):
    user = make_user("moderator", name="Ingrid M.")
    client.force_login(user)
    return user


@pytest.fixture
def lead(client):
    user = make_user("lead")
    client.force_login(user)
    return user


def verbs(case, user) -> dict[str, str]:
    """What is offered, with why it cannot be done."""
    return {one.act.verb: one.why_not for one in offered(fresh(case), user, clock.now())}


def countered(case, moderator, writer, **said):
    services.take_page_down(case, by=moderator, version=case.version, reason="Hers.")
    return services.submit_counter_notice(fresh(case), by=writer, **COUNTER | said)


def test_every_act_that_somebody_at_the_desk_may_do_has_a_button():
    """`claim` and `assign` stand above the headline, `add_papers` below what the reporter says."""
    of_the_desk = {step.act for step in [*states.COPYRIGHT, *states.CONTENT] if step.who & DESK}
    assert of_the_desk - {"claim", "assign", "add_papers"} == BY_VERB.keys()


@pytest.mark.parametrize("kind", ["copyright", "content"])
def test_no_two_acts_have_the_same_key(kind):
    # Whom the chief's key is for sees no other act.
    for state in Case.State.values:
        found = [act for act in BY_VERB.values() if state in states.before(act.verb, kind)]
        keys = [act.key for act in found if act.verb != "hide_in_need"]
        assert len(set(keys)) == len(keys)
        assert not {"a", "j", "k", "?", "/"} & set(keys)


class TestWhatIsOffered:
    def test_only_what_fits_where_the_case_stands(self, review, moderator):
        case = make_case(review, "content")
        assert "route" in verbs(case, moderator)
        assert "refer" not in verbs(case, moderator)  # only once somebody has it
        services.refuse(case, by=moderator, version=1, **REASON)
        assert verbs(case, moderator) == {"reopen": "Only lead moderators do this."}
        assert verbs(case, make_user("lead")) == {"reopen": ""}

    def test_what_cannot_be_done_says_why(self, moderator):
        found = verbs(make_case(make_published()), moderator)
        assert found["hide_picture"] == "No picture of ours is in this case."
        assert found["remove_embed"] == "The piece has no embed and no link."
        assert found["merge"] == "No other open case is about the same."
        assert found["mark_spam"].startswith("It names a work")
        assert found["take_page_down"] == ""

    def test_an_incomplete_counter_notice_cannot_start_the_clock(self, review, moderator, writer):
        case = make_case(review)
        countered(case, moderator, writer, telephone="")
        assert verbs(case, moderator)["start_clock"] == "It lacks “your telephone number”."
        assert verbs(case, moderator)["return_counter_notice"] == ""

    def test_a_lead_puts_back_early_but_not_before_ten_business_days(self, review, moderator, writer):
        case = make_case(review)
        counter = countered(case, moderator, writer)
        assert verbs(case, make_user("lead"))["put_back"].startswith("Not before Wed 9 Dec 2026")
        with clock.freeze(counter.not_before):
            assert verbs(case, make_user("lead"))["put_back"] == ""

    def test_whoever_decided_first_does_not_decide_about_the_appeal(self, review, moderator, writer):
        case = make_case(review, "content")
        services.take_page_down(case, by=moderator, version=1, **REASON)
        services.appeal(fresh(case), by=writer, text="It is a quotation.")
        assert set(verbs(case, moderator).values()) == {
            "You decided first, so a colleague decides about the appeal."
        }
        assert verbs(case, make_user("moderator")) == {"uphold": "", "reverse": "", "reverse_in_part": ""}

    def test_a_chief_hides_in_need_where_no_moderator_is_free(self, client, review):
        chief, case = make_user("chief"), make_case(review)
        client.force_login(chief)
        assert Notice.objects.get(account=chief).link == address_of(case)
        assert verbs(case, chief) == {"hide_in_need": ""}
        page = open_act(client, case, "hide_in_need")
        assert "noor@example.org" not in page
        assert client.get("/admin/moderation/case/").status_code == 403
        looked = look_at(client, case, "hide_in_need", what="page", **REASON).content.decode()
        assert "noor@example.org" not in looked
        press(client, case, "hide_in_need", what="page", **REASON)
        assert client.get(review.path).status_code == 451
        make_user("moderator")
        assert verbs(case, chief) == {}
        assert client.get(address_of(case)).status_code == 403


class TestLookingFirst:
    def test_the_letters_shown_are_those_that_are_sent(self, client, review, moderator):
        make_user("chief", email="chief@example.org")
        case = make_case(review)
        Letter.objects.all().delete()
        seen = look_at(
            client, case, "hide_picture", image=review.lead_image.pk, words="It is hers.", **REASON
        )
        told = [(letter.recipient, letter.subject, letter.text) for letter in seen.context["seen"].letters]
        assert not Letter.objects.exists()
        press(client, case, "hide_picture", image=review.lead_image.pk, words="It is hers.", **REASON)
        sent = Letter.objects.order_by("pk").values_list("recipient", "subject", "text")
        assert told == list(sent)
        assert [recipient for recipient, *_rest in told] == ["writer", "reporter", "editors"]
        assert "It is hers." in told[0][2]
        assert told[0][2].splitlines()[0] in seen.content.decode()

    def test_nothing_is_done_by_looking(self, client, review, moderator):
        case = make_case(review)
        before = [model.objects.count() for model in (AuditEntry, Restriction, Letter, Change)]
        looked = look_at(client, case, "take_page_down", **REASON)
        assert "this is what will happen" in looked.content.decode()
        assert [model.objects.count() for model in (AuditEntry, Restriction, Letter, Change)] == before
        assert (fresh(case).version, fresh(case).state) == (1, "received")
        assert client.get(review.path).status_code == 200

    def test_it_shows_the_page_that_readers_will_get(self, client, review, moderator):
        case = make_case(review)
        [page] = (
            look_at(client, case, "take_page_down", public_words="The owner asked us to.", **REASON)
            .context["seen"]
            .pages
        )
        assert (page.path, page.status) == (review.path, 451)
        assert "The owner asked us to." in page.html
        assert "<script" not in page.html

    def test_what_changes_nothing_for_readers_says_so(self, client, review, moderator):
        looked = look_at(client, make_case(review), "refuse", **REASON)
        assert looked.context["seen"].pages == []
        assert "No page of a piece changes for readers" in looked.content.decode()

    def test_whoever_changes_their_mind_finds_what_they_wrote(self, client, review, moderator):
        case = make_case(review)
        page = look_at(client, case, "refuse", change="yes", reason="A quotation.").content.decode()
        assert "A quotation." in page
        assert fresh(case).version == 1

    def test_a_colleague_who_was_faster_is_met_before_anything_is_shown(self, client, review, moderator):
        case = make_case(review)
        services.claim(case, by=make_user("moderator"), version=1)
        assert look_at(client, case, "refuse", version=1, **REASON).status_code == 409
        assert press(client, case, "refuse", version=1, **REASON).status_code == 409
        assert AuditEntry.objects.filter(action="case.attempt", facts__act="refuse").count() == 2


class TestActs:
    def test_a_passage_is_found_and_taken_out(self, client, review, moderator):
        case = make_case(review, "content")
        missing = look_at(client, case, "hide_passage", quote="No such words", **REASON)
        assert "do not stand in the text" in missing.content.decode()
        twice = look_at(client, case, "hide_passage", quote="moss is", **REASON).content.decode()
        assert "stand in 2 places" in twice
        assert "soup is warm, and the [moss is] green" in twice
        [page] = (
            look_at(client, case, "hide_passage", quote="moss is", where="1", **REASON).context["seen"].pages
        )
        assert "The moss is old" in page.html
        press(client, case, "hide_passage", quote="moss is", where="1", **REASON)
        shown = client.get(review.path).content.decode()
        assert "The moss is old" in shown
        assert "moss is green" not in shown

    def test_a_link_goes(self, client, review, moderator):
        link = OutsideLink.objects.create(review=review, url="https://example.org/copy", title="A copy")
        case = make_case(review)
        assert "https://example.org/copy" in open_act(client, case, "remove_embed")
        assert (
            press(client, case, "remove_embed", thing="https://elsewhere.example/", **REASON).status_code
            == 200
        )
        press(client, case, "remove_embed", thing=f"link:{link.pk}", **REASON)
        assert Restriction.objects.get().link == link
        assert verbs(case, moderator)["remove_embed"] == "The piece has no embed and no link."

    def test_a_court_action_of_the_sender_stops_the_clock_and_a_lead_ends_the_hold(
        self, client, review, lead, writer
    ):
        case = make_case(review)
        countered(case, lead, writer)
        press(client, case, "record_legal_action", forum="other", court="Nitra")
        assert (fresh(case).state, LegalAction.objects.count()) == ("clock_running", 1)
        filed = {"forum": "ccb", "filed_on": "2026-11-23", "by_the_sender": "on", "seeks_restraint": "on"}
        later = look_at(client, case, "record_legal_action", **filed, received_at="2026-11-24T10:00")
        assert "later than now" in later.content.decode()
        press(client, case, "record_legal_action", **filed)
        assert fresh(case).state == "legal_hold"
        press(client, case, "end_hold", outcome_back="lost", **REASON)
        assert fresh(case).state == "restored"
        assert client.get(review.path).status_code == 200

    def test_part_of_a_decision_is_reversed(self, client, review, moderator, writer):
        first, case = make_user("moderator"), make_case(review, "content")
        picture = services.hide_picture(case, by=first, version=1, image=review.lead_image, **REASON)
        page = services.take_page_down(fresh(case), by=first, version=2, **REASON)
        services.appeal(fresh(case), by=writer, text="No.")
        press(client, case, "reverse_in_part", lifting=[page.pk], reasons="The text is criticism.")
        assert fresh(case).state == "partly"
        assert list(Restriction.objects.active(clock.now())) == [picture]
        assert Appeal.objects.get().decided_by == moderator

    def test_two_cases_about_the_same_become_one(self, client, review, moderator):
        first, second = make_case(review), make_case(review)
        assert str(first) in open_act(client, second, "merge")
        press(client, second, "merge", into=first.pk)
        assert (fresh(second).state, fresh(second).merged_into) == ("merged", first)
        assert "With it" in page_of(client, first)

    def test_what_was_marked_as_spam_comes_back_within_a_day(self, client, review, moderator):
        case = make_case(review, "content")
        press(client, case, "mark_spam")
        press(client, case, "undo_spam")
        assert (fresh(case).state, fresh(case).closed_at) == ("received", None)

    def test_a_ready_answer_stands_in_the_letter_and_its_version_in_the_log(self, client, review, moderator):
        given = {"act": "refuse", "written_at": MONDAY, "key": "quotation"}
        CannedReply.objects.create(**given, body="Old words.")
        answer = CannedReply.objects.create(**given, body="We may quote it.", version=2)
        CannedReply.objects.create(**given | {"key": "trademark", "kind": "trademark"}, body="Of trademarks.")
        case = make_case(review)
        page = open_act(client, case, "refuse")
        assert "quotation (en, 2)" in page
        assert "quotation (en, 1)" not in page
        assert "trademark (en" not in page
        press(client, case, "refuse", reply=answer.pk, words="And it is short.", **REASON)
        assert "We may quote it.\n\nAnd it is short." in Letter.objects.get(code="E10").text
        assert AuditEntry.objects.filter(action="case.reply", facts__version=2).count() == 1

    def test_a_ready_answer_alone_asks_for_what_is_missing(self, client, review, moderator):
        answer = CannedReply.objects.create(
            act="ask_for_what_is_missing", key="sign", body="Please sign it.", written_at=MONDAY
        )
        case = make_case(review)
        assert press(client, case, "ask_for_what_is_missing", reason="").status_code == 200
        press(client, case, "ask_for_what_is_missing", reason="", reply=answer.pk)
        assert "Please sign it." in Letter.objects.get(code="E3").text


def test_an_answer_of_a_name_that_is_taken_is_its_next_version(client, lead):
    said = {"key": "sign", "act": "refuse", "kind": "", "language": "en"}
    for body in ("One.", "Two."):
        client.post("/admin/moderation/cannedreply/add/", said | {"body": body})
    assert list(CannedReply.objects.order_by("version").values_list("version", "body")) == [
        (1, "One."),
        (2, "Two."),
    ]


def test_a_changed_answer_is_a_new_version_and_only_leads_change_one(client, lead):
    answer = CannedReply.objects.create(key="sign", act="refuse", body="Old.", written_at=MONDAY)
    address = f"/admin/moderation/cannedreply/{answer.pk}/change/"
    client.post(address, {"kind": "", "body": "New."})
    assert list(CannedReply.objects.order_by("version").values_list("version", "body")) == [
        (1, "Old."),
        (2, "New."),
    ]
    assert list(CannedReply.objects.current().values_list("body", flat=True)) == ["New."]
    client.force_login(make_user("moderator"))
    assert client.post(address, {"kind": "", "body": "Mine."}).status_code in (302, 403)
    assert CannedReply.objects.count() == 2
