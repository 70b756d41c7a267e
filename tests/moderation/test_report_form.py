"""The report form as readers meet it: no cookie, no script, nothing lost, never an error page."""

from datetime import timedelta

import pytest
from django.utils.html import conditional_escape

from moderation import services
from moderation.models import Case, CopyrightNotice, Report
from moderation.public.kinds import CHOICES
from pagecache import clock
from reviews.restrictions import restrict
from tests import markup
from tests.factories import make_film, make_image, make_published, make_review, make_user
from tests.moderation.reporting import COMPLETE, MONDAY, RUDE, make_case, open_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def review():
    return make_published(headline="HERE Review: Moss", film=make_film("Here", 2023), lead=make_image())


def typed(response) -> dict[str, str]:
    """What the form that came back holds."""
    return {name: response.context["form"][name].value() for name in response.context["form"].fields}


# Looking at it


def test_the_form_is_filled_in_from_the_page(client, review):
    for step, name in (({}, "url"), ({"kind": "copyright"}, "address")):
        page = client.get("/report/", {"url": review.path} | step).content.decode()
        assert "Review: Moss" in page
        assert f"/pictures/{review.lead_image.key}/" in page
        assert f'<input type="hidden" name="{name}" value="{review.path}">' in page
        assert "Report a different page" in page


def test_the_first_step_asks_what_is_wrong_and_says_what_each_answer_means(client, review):
    page = client.get("/report/", {"url": review.path}).content.decode()
    for kind, choice in CHOICES.items():
        assert f'value="{kind}"' in page
        assert conditional_escape(choice.explanation) in page
    assert 'name="token"' not in page
    again = client.get("/report/", {"url": review.path, "step": "2"}).content.decode()
    assert "Choose what is wrong" in again
    assert 'href="#id_kind_0"' in again
    assert "Review: Moss" in again


@pytest.mark.parametrize("kind", CHOICES)
def test_the_second_step_asks_for_what_that_matter_needs(client, review, kind):
    form = client.get("/report/", {"url": review.path, "kind": kind}).context["form"]
    assert list(form.fields) == [*CHOICES[kind].fields, "website"]


def test_child_safety_asks_for_no_name_and_correction_for_none_but_an_address(client):
    def asked(kind):
        return set(client.get("/report/", {"kind": kind}).context["form"].fields)

    personal = {"name", "organisation", "email", "postal_address", "telephone", "signature"}
    assert asked("child_safety") & personal == set()
    assert asked("correction") & personal == {"email"}


def test_what_the_form_asked_before_is_still_taken(client, review):
    send(client, url=review.path, kind="personal", explanation="It names my street.")
    assert Case.objects.get().kind == "privacy"


@pytest.mark.parametrize(
    "address", ["http://testserver{}", "testserver{}", "http://127.0.0.1:8000{}?utm=1#end", " {} "]
)
def test_an_address_may_be_whole_or_from_the_slash_on(client, review, address):
    assert "Review: Moss" in client.get("/report/", {"url": address.format(review.path)}).content.decode()


def test_the_form_shows_nothing_of_what_readers_cannot_see(client):
    film = make_film("Secret Film", 2026)
    words = {"headline": "CANARY in a headline", "film": film, "lead": make_image(alt="CANARY in a picture")}
    scheduled = make_published(at=MONDAY + timedelta(days=2), **words)
    draft = make_review(**words)
    withdrawn = make_review("withdrawn", **words)
    for address in (
        scheduled.path,
        withdrawn.path,
        f"/admin/reviews/review/{draft.pk}/change/",
        film.get_absolute_url(),
    ):
        page = client.get("/report/", {"url": address}).content.decode()
        assert "CANARY" not in page
        assert "Secret Film" not in page


def test_a_scheduled_piece_answers_as_an_address_without_a_piece(client):
    scheduled = make_published(headline="Moss", at=MONDAY + timedelta(days=2))
    nothing = scheduled.path.replace("moss", "loam")
    one, other = (
        client.get("/report/", {"url": path}).content.decode().replace(path, "-")
        for path in (scheduled.path, nothing)
    )
    assert one.split('name="token"')[0] == other.split('name="token"')[0]
    assert one.split("</legend>", 1)[1] == other.split("</legend>", 1)[1]


def test_a_hidden_picture_is_not_shown_beside_the_headline(client, review):
    restrict(mode="image", image=review.lead_image)
    page = client.get("/report/", {"url": review.path}).content.decode()
    assert "Review: Moss" in page
    assert review.lead_image.key not in page


def test_no_cookie_is_set_and_nobody_keeps_the_page(client, review):
    for response in (client.get("/report/", {"url": review.path}), send(client, **RUDE, url=review.path)):
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "no-store"


def test_the_form_is_not_indexed_and_tells_other_sites_nothing(client):
    response = client.get("/report/")
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert client.head("/report/").status_code == 200
    assert client.put("/report/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/report/", "/report/?url=%3Cscript%3E", "/report/?kind=copyright", "/dmca/"]
)
def test_the_pages_are_sound_html(client, address):
    assert markup.errors(client.get(address).content.decode()) == []


def test_the_form_that_comes_back_is_sound_html(client):
    response = send(client, kind="", explanation="<script>alert(1)</script>", email="noor", address="//[")
    assert markup.errors(response.content.decode()) == []
    assert "<script>alert" not in response.content.decode()


def test_the_form_costs_the_same_queries_whatever_page_it_is_about(
    client, review, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        client.get("/report/", {"url": review.path})


# Sending it


def test_a_complete_copyright_notice_is_taken(client, review):
    response = send(client, url=review.path, **COMPLETE)
    assert response.status_code == 302
    report = Report.objects.get()
    assert (report.case.kind, report.case.review, report.case.raw_url) == ("copyright", review, review.path)
    assert (report.name, report.email) == ("Noor Verlinden", "noor@example.org")
    notice = report.copyright_notice
    assert (notice.work, notice.location) == (COMPLETE["work"], COMPLETE["location"])
    assert (notice.good_faith, notice.accurate_and_authorised, notice.signature) == (
        True,
        True,
        "Noor Verlinden",
    )
    page = client.get(response["Location"]).content.decode()
    assert "We have your report" in page
    assert "M-2026-0001" in page
    assert "It lacks" not in page


def test_an_incomplete_notice_is_taken_and_told_what_it_lacks(client, review):
    response = send(client, url=review.path, kind="copyright", work="A photograph", signature="-")
    page = client.get(response["Location"]).content.decode()
    assert "It lacks" in page
    for lacking in (
        "which picture or passage",
        "how we can reach you",
        "good-faith",
        "perjury",
        "your signature",
    ):
        assert lacking in page
    assert "which work is yours" not in page
    assert CopyrightNotice.objects.get().signature == "-"


def test_a_notice_with_one_way_to_reach_the_sender_lacks_no_other(client, review):
    said = COMPLETE | {"postal_address": "", "telephone": ""}
    page = client.get(send(client, url=review.path, **said)["Location"]).content.decode()
    assert "It lacks" not in page


@pytest.mark.parametrize("kind", ["content", "privacy", "defamation", "trademark", "plagiarism"])
def test_other_reports_need_words_and_an_address_but_no_name(client, review, kind):
    response = send(client, kind=kind)
    assert response.context["form"].errors == {
        "address": ["Tell us which page it is"],
        "explanation": ["Tell us what is wrong, in your own words"],
    }
    response = send(client, url=review.path, kind=kind, explanation="It names my street.")
    assert response.status_code == 302
    assert Case.objects.get().kind == kind


def test_something_else_may_be_about_the_whole_site(client):
    assert send(client, kind="other", explanation="I cannot read grey on grey.").status_code == 302


def test_a_film_page_and_a_picture_can_be_reported_too(client, review):
    send(client, url=f"/pictures/{review.lead_image.key}/360.jpg", **COMPLETE)
    send(client, url="/films/here-2023/", kind="other", explanation="Wrong year.")
    by_picture, by_film = Case.objects.order_by("pk")
    assert (by_picture.image, by_picture.review) == (review.lead_image, None)
    assert (by_film.review, by_film.raw_url) == (None, "/films/here-2023/")


def test_a_page_that_is_down_can_be_reported_by_somebody_else(client, review):
    first = make_case(review)
    services.take_page_down(first, by=make_user("moderator"), version=first.version, reason="Hers.")
    send(client, url=review.path, **COMPLETE)
    assert Case.objects.latest("pk").review == review


def test_a_scheduled_piece_is_not_named_in_a_case(client):
    scheduled = make_published(at=MONDAY + timedelta(days=2))
    send(client, url=scheduled.path, **COMPLETE)
    assert Case.objects.get().review is None


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/a/", "/2026/11/nothing/", "/admin/", "http://[", "javascript:alert(1)"],
)
def test_an_address_that_is_not_a_page_of_ours_is_told(client, address):
    response = send(client, **RUDE | {"address": address})
    assert response.context["form"].errors == {
        "address": ["We could not find that page. Check the address, or paste it again."]
    }
    assert typed(response)["address"] == address
    assert not Report.objects.exists()


def test_a_copyright_notice_is_kept_whatever_its_address(client):
    assert send(client, **COMPLETE | {"address": "the one about moss"}).status_code == 302
    assert Case.objects.get().raw_url == "the one about moss"


# What goes wrong


def test_errors_stand_on_top_with_links_and_at_their_fields(client):
    page = send(client, kind="content", email="noor", name="Noor").content.decode()
    assert "3 things to fix before we can accept this" in page
    for field in ("address", "explanation", "email"):
        assert f'href="#id_{field}"' in page
        assert f'id="id_{field}_error"' in page
    assert page.count('aria-invalid="true"') == 3
    assert "Not sent yet" in page.split("</title>")[0]
    assert "One thing to fix" in send(client, kind="other").content.decode()
    assert 'href="#id_kind_0"' in send(client, kind="").content.decode()


def test_nothing_typed_is_lost(client):
    said = COMPLETE | {
        "email": "noor at example",
        "explanation": "  First line\nsecond & <b>",
    }
    response = send(client, **said)
    expected = {name: value == "on" or value for name, value in said.items() if name != "kind"}
    assert {name: value for name, value in typed(response).items() if name in said} == expected


LONG = "ab " * 3334
HOSTILE = {
    "nul": "before\0after",
    "emoji": "🎬🏳️‍🌈 👩‍👩‍👧‍👦",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% now %}<!--",
    "bidi": "\u202eright to left\u202c \u2066isolate",
    "arabic": "هذه الصفحة تنتهك حقوقي",
    "ten thousand characters": LONG,
    "quotes": "\" ' onfocus=alert(1) autofocus",
    "lines": "a\r\nb\rc\u2028d\u0085e",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x9b",
    "combining": "a" + "\u0301" * 3000,
    "not a character": "\ufffe\uffff\ufffd",
    "formula": "=cmd|' /C calc'!A0",
    "header": "x\r\nBcc: everybody@example.org",
}
FIELDS = [
    "address",
    "explanation",
    "work",
    "location",
    "name",
    "email",
    "postal_address",
    "telephone",
    "signature",
]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", ["copyright", "content"])
def test_whatever_is_typed_is_kept_or_answered_with_a_sentence(client, review, kind, text):
    fields = [field for field in FIELDS if field in CHOICES[kind].fields]
    for field in fields:
        Report.objects.update(sender_hash="", email="")  # so that no limit stands in the way
        before = Report.objects.count()
        response = send(
            client, **COMPLETE | {"kind": kind, "explanation": "Ours.", "address": review.path, field: text}
        )
        if response.status_code == 302:
            assert Report.objects.count() == before + 1
            assert client.get(response["Location"]).status_code == 200
            assert "<script>alert" not in client.get(response["Location"]).content.decode()
        else:
            assert response.status_code == 200
            assert list(response.context["form"].errors) == [field]
            assert Report.objects.count() == before
            assert "<script>alert" not in response.content.decode()


def test_what_cannot_be_stored_is_named_at_its_place(client, review):
    response = send(client, **RUDE | {"address": review.path, "explanation": "ab\0c"})
    assert response.context["form"].errors["explanation"] == [
        "Character 3 (U+0000) cannot be stored. Delete it and try again."
    ]


def test_what_is_too_long_comes_back_whole(client, review):
    response = send(client, **RUDE | {"address": review.path, "explanation": "x" * 6213})
    assert response.context["form"].errors["explanation"] == ["Use 5000 characters at most. This has 6213."]
    assert typed(response)["explanation"] == "x" * 6213
    assert "maxlength" not in response.content.decode().split("</header>")[1]


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "idna", "no-such-thing"])
def test_a_request_that_claims_another_charset_is_still_answered(client, charset):
    lone = r"\ud800"
    as_form = {"content_type": f"application/x-www-form-urlencoded; charset={charset}"}
    assert client.get("/report/?url=" + lone, CONTENT_TYPE=as_form["content_type"]).status_code == 200
    assert client.generic("POST", "/report/", f"explanation={lone}", **as_form).status_code == 200
    assert (
        client.get("/report/sent/?receipt=" + lone, CONTENT_TYPE=as_form["content_type"]).status_code == 404
    )


def test_bytes_that_are_no_text_and_files_are_answered(client):
    raw = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post("/report/", b"kind=content&explanation=%ED%A0%80%FF%C0%AF", **raw).status_code == 200
    multipart = {"content_type": "multipart/form-data; boundary=x"}
    file = b'--x\r\nContent-Disposition: form-data; name="work"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n'
    response = client.post("/report/", file, **multipart)
    assert response.status_code == 200
    assert not response.wsgi_request.FILES


# Against robots and floods


def test_a_filled_trap_is_refused_without_losing_a_word(client, review):
    response = send(client, **RUDE | {"address": review.path, "website": "https://spam.example/"})
    assert "Something was filled in that people cannot see" in response.content.decode()
    assert typed(response)["explanation"] == RUDE["explanation"]
    assert "spam.example" not in response.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("after", "sentence"), [(1, "That was very quick"), (24 * 3600 + 1, "open for more than a day")]
)
def test_a_form_sent_too_early_or_too_late_asks_to_send_again(client, review, after, sentence):
    with clock.freeze(MONDAY + timedelta(days=2)):
        response = send(client, url=review.path, after=after, **RUDE)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert typed(response)["explanation"] == RUDE["explanation"]
    assert not Report.objects.exists()
    again = response.context["token"]
    with clock.freeze(MONDAY + timedelta(days=2, seconds=after + 30)):
        assert send(client, url=review.path, token=again, **RUDE).status_code == 302


@pytest.mark.parametrize("token", ["", "nonsense", "a.b:c", "é\ud7ff", "x" * 10_000])
def test_a_token_that_is_not_ours_is_refused(client, review, token):
    response = send(client, url=review.path, token=token, **RUDE)
    assert "We did not recognise this form" in response.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"referer": "http://testserver/report/?url=/a/"}, True),
        ({"origin": "https://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[", "referer": "http://testserver/"}, False),
        ({"referer": "https://elsewhere.example/report/"}, False),
        ({"origin": "https://elsewhere.example", "referer": "http://testserver/report/"}, False),
    ],
)
def test_a_report_comes_from_our_own_page(client, review, headers, taken):
    token = open_form(client)
    with clock.freeze(MONDAY + timedelta(minutes=1)):
        response = client.post("/report/", RUDE | {"address": review.path, "token": token}, headers=headers)
    assert (response.status_code == 302) is taken
    assert Report.objects.exists() is taken
    if not taken:
        assert "was sent from another site" in response.content.decode()
        assert typed(response)["explanation"] == RUDE["explanation"]


def test_a_double_click_gives_the_same_receipt(client, review):
    token = open_form(client, review.path)
    first, second = (send(client, url=review.path, token=token, after=60, **RUDE) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


def test_going_back_and_sending_other_words_makes_a_second_report_on_purpose(client, review):
    token = open_form(client, review.path)
    send(client, url=review.path, token=token, **RUDE)
    other = RUDE | {"explanation": "And the fourth too."}
    response = send(client, url=review.path, token=token, **other)
    assert "that report is M-2026-0001" in response.content.decode()
    assert typed(response)["explanation"] == "And the fourth too."
    token = response.context["token"]
    assert send(client, url=review.path, token=token, after=120, **other).status_code == 302
    assert Report.objects.count() == 2


# The receipt


def test_a_receipt_says_nothing_of_what_was_sent_or_by_whom(client, review):
    location = send(client, url=review.path, **COMPLETE)["Location"]
    response = client.get(location)
    for secret in ("Noor", "Verlinden", "noor@", "Marais", "555 01 23", "Forest", "second picture", "Moss"):
        assert secret not in location + response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.parametrize("receipt", ["", "wrong", "M-2026-0001", "é🎬", "x" * 5000, "%00"])
def test_a_receipt_nobody_gave_answers_404(client, review, receipt):
    send(client, url=review.path, **RUDE)
    assert client.get("/report/sent/", {"receipt": receipt}).status_code == 404


def test_what_opened_a_receipt_opens_the_status_page(client, review):
    location = send(client, url=review.path, **RUDE)["Location"]
    token = location.split("/")[-2]
    assert client.get("/report/sent/", {"receipt": token})["Location"] == location


def test_a_receipt_says_where_the_report_stands(client, review):
    location = send(client, url=review.path, kind="copyright", work="A photograph")["Location"]
    case, moderator = Case.objects.get(), make_user("moderator")

    def stands():
        return client.get(location).content.decode()

    with clock.freeze(MONDAY + timedelta(hours=1)):
        assert "Received." in stands()
        services.ask_for_what_is_missing(case, by=moderator, version=1, reason="Unsigned.")
        assert "Waiting for you." in stands()
        services.refuse(case, by=moderator, version=2, reason="Never signed.")
        assert "Not acted on." in stands()
        assert "It lacks" not in stands()
        assert "Never signed" not in stands()


# The policy


def test_the_policy_names_the_agent_the_six_parts_and_a_date(client, settings):
    settings.DMCA_AGENT = "Ada Agent, Halation; 1 Example Street; agent@example.org; +1 555 0100"
    page = client.get("/dmca/").content.decode()
    assert "Ada Agent, Halation<br>1 Example Street<br>agent@example.org<br>+1 555 0100" in page
    assert page.split('id="notify"')[1].split("</ol>")[0].count("<li>") == 6
    assert "26 November 2026" in page
    assert 'href="/report/?kind=copyright"' in page
    assert "safe harbo" not in page.casefold()


def test_the_policy_may_be_kept_and_asked_for_again(client):
    etag = client.get("/dmca/")["ETag"]
    assert client.get("/dmca/", headers={"if-none-match": etag}).status_code == 304
