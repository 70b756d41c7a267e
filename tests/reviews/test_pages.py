"""The page of a piece: what it prints, what it leaves out, what it costs."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from films.models import Award, Edition, Festival, Release
from pagecache import clock
from reviews import workflow
from reviews.models import Correction, OldPath, OutsideLink, Review
from reviews.restrictions import lift, restrict
from reviews.views.pages import piece_page
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_film,
    make_image,
    make_published,
    make_review,
    picture,
    subject,
)
from tests.markup import errors

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_ENOUGH = (
    "A man empties his fridge before he leaves the city and carries soup to everybody he will miss. " * 2
)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def read(client):
    """The page of a piece, as text."""

    def page(review, status=200):
        response = client.get(review.path)
        assert response.status_code == status
        return response.content.decode()

    return page


# The head


def test_it_prints_headline_dek_byline_date_and_time_to_read(read):
    writer = make_contributor("Ana Brandt", role="Critic", place="London")
    html = read(make_published(headline="A quiet film", dek="It waits.", contributor=writer))
    assert re.search(r"<h1>A quiet film</h1>", html)
    assert '<p class="dek">It waits.</p>' in html
    assert '<a href="/contributors/ana-brandt/">Ana Brandt</a>' in html
    assert "Critic, London. " in html
    assert '>9 February 2024</time>, <time datetime="PT1M">1 min read</time>' in html


def test_it_sets_the_films_title_as_a_title(read):
    html = read(make_published(headline="HERE Review: Moss", film=make_film("Here", 2023)))
    assert '<h1><cite class="caps">HERE</cite> Review: Moss</h1>' in html


def test_it_names_the_language_of_a_title_that_is_not_the_pages(read):
    film = make_film("بعد الظهر", None, title_language="ar")
    html = read(make_published(film=film))
    assert '<bdi><cite lang="ar" dir="rtl">بعد الظهر</cite></bdi>, year unknown' in html


def test_a_piece_in_arabic_reads_from_right_to_left(read):
    html = read(make_published(language="ar", headline="نافذة"))
    assert '<article dir="rtl">' in html
    assert '<h1 lang="ar" dir="rtl">نافذة</h1>' in html


def test_four_writers_stand_as_a_sentence_without_a_portrait(read):
    writers = [make_contributor(name, portrait=make_image()) for name in ("A", "B", "C", "D")]
    html = read(make_published(contributors=writers))
    line = re.search(r'<div class="byline">(.*?)</div>', html, re.DOTALL)[1]
    assert "<img" not in line
    assert re.sub(r"<[^>]+>", "", line).strip().startswith("A, B, C and D")


def test_a_translator_stands_on_a_line_of_their_own(read):
    writer, translator = make_contributor("Ana Brandt"), make_contributor("Tomas Eide")
    html = read(make_published(authors=[author(writer), author(translator, "translation")]))
    assert 'Translated by <a href="/contributors/tomas-eide/">Tomas Eide</a>' in html


@pytest.mark.parametrize(
    ("size", "shape"),
    [((480, 360), "beside"), ((480, 200), "stacked"), ((200, 480), "beside tall"), (None, "bare")],
)
def test_the_head_bends_to_the_picture(read, size, shape):
    lead = make_image(size) if size else None
    assert f'<header class="hero {shape}">' in read(make_published(headline="Short", lead=lead))


@pytest.mark.parametrize(("length", "size"), [(90, "bare"), (91, "bare mid"), (141, "bare long")])
def test_the_head_bends_to_the_headline(read, length, size):
    assert f'<header class="hero {size}">' in read(make_published(headline="x" * length))


# Pictures


def test_every_picture_prints_its_credit(read):
    lead, still = make_image(credit="Still: Ana"), make_image(credit="Still: Tomas")
    html = read(
        make_published(lead=lead, pictures=[still], body=f'<p>x</p><figure data-image="{still.pk}"></figure>')
    )
    assert re.findall(r'<span class="credit">.*?(Still: \w+)\s*</span>', html, re.DOTALL) == [
        "Still: Ana",
        "Still: Tomas",
    ]


def test_a_picture_under_a_restriction_leaves_its_date_and_no_address(read):
    image = make_image()
    piece = make_published(lead=image)
    restrict(mode="image", image=image)
    html = read(piece)
    assert "An image was removed on 9 February 2024" in html
    assert image.key not in html


def test_a_picture_whose_licence_ran_out_is_not_there(read):
    image = make_image(rights_until=NOON - HOUR)
    assert image.key not in read(make_published(at=NOON - DAY, lead=image))


# The film beside the text


def test_a_fact_that_is_not_known_is_not_printed(read):
    html = read(make_published(film=make_film("Here", 2023, director="Bas Devos")))
    assert re.findall(r"<dt>(.*?)</dt>", html) == ["Director"]


def test_the_card_prints_the_format(read):
    html = read(make_published(film=make_film("Here", 2023, aspect_ratio="1.33:1")))
    assert "<dt>Format</dt><dd>1.33:1</dd>" in html


def test_the_card_says_what_won_and_where_it_opens(read):
    film = make_film("Here", 2023)
    berlin = Edition.objects.create(
        festival=Festival.objects.create(name="Berlinale", short_name="Berlin"), year=2023
    )
    Award.objects.create(name="Best Film", edition=berlin, film=film)
    Release.objects.create(film=film, city="New York", date=(NOON + DAY).date())
    html = read(make_published(film=film))
    assert "<dt>Award</dt><dd>Best Film, Berlin 2023</dd>" in html
    assert "<dt>Opens</dt><dd>10 February 2024, New York</dd>" in html


def test_the_page_wears_the_films_colour(read):
    assert 'href="/colours/87-45.css' in read(make_published(film=make_film(hue=87, saturation=45)))
    assert 'href="/colours/neutral.css' in read(make_published(film=make_film()))


# Around the text


def test_sections_without_rows_print_no_heading(read):
    html = read(make_published(film=make_film("Here", 2023)))
    assert [name for name in ("More about", "Around the Internet", "Pictures", "Tags") if name in html] == []


def test_other_pieces_of_the_film_stand_below_with_their_reason(read):
    film = make_film("Here", 2023)
    other = make_published(at=NOON - DAY, film=film, headline="Another view")
    html = read(make_published(film=film))
    assert "More about <bdi><cite>Here</cite></bdi> (2023)" in html
    assert f'<a href="{other.path}">Another view</a>' in html
    assert '<p class="why">Also about Here</p>' in html


def test_two_films_of_one_name_do_not_mix(read):
    ours, theirs = make_film("Here", 2023), make_film("Here", 2024)
    make_published(at=NOON - DAY, film=theirs, headline="The other one")
    assert "The other one" not in read(make_published(film=ours))


def test_the_seventeenth_tag_stands_behind_the_fold(read):
    html = read(make_published(tags=[f"theme {n:02}" for n in range(18)]))
    fold = html.index("and 2 more")
    assert html.index("theme 15") < fold < html.index("theme 16")


def test_links_elsewhere_say_where_they_lead(read):
    film = make_film()
    OutsideLink.objects.create(film=film, url="https://www.example.org/a", title="A talk", language="nl")
    html = read(make_published(film=film))
    assert '<a href="https://www.example.org/a" rel="external noopener ugc" lang="nl">A talk</a>' in html
    assert "example.org, in Dutch" in html


def link(number, title):
    return {"url": f"https://example.org/{number}", "title": title, "source": "", "language": ""}


def listed_links(html):
    return re.findall(r'rel="external noopener ugc">([^<]+)<', html)


def test_links_that_came_with_the_piece_come_first_and_those_about_the_film_leave_room(read):
    film = make_film()
    for number in range(40):
        OutsideLink.objects.create(
            film=film, url=f"https://example.org/{number}", title=f"Of the film {number}"
        )
    numbers = (39, 2, *range(50, 65))
    html = read(make_published(film=film, links=[link(n, f"Of the piece {n}") for n in numbers]))
    own, known = listed_links(html)[: len(numbers)], listed_links(html)[len(numbers) :]
    assert own == [f"Of the piece {n}" for n in numbers]
    assert known == [f"Of the film {n}" for n in (0, 1, *range(3, 13))]


def test_a_film_shows_its_own_links_and_those_of_its_newest_pieces_each_address_once(client):
    film = make_film()
    for number in range(3):
        OutsideLink.objects.create(film=film, url=f"https://example.org/{number}", title=f"Own {number}")
    older = make_published(at=NOON - 2 * DAY, film=film, links=[link(n, f"Older {n}") for n in range(10, 40)])
    make_published(at=NOON - DAY, film=film, links=[link(n, f"Newer {n}") for n in range(35, 45)])
    shown = listed_links(client.get(older.main_film.get_absolute_url()).content.decode())
    assert shown[:3] == ["Own 0", "Own 1", "Own 2"]
    assert shown[3:] == [f"Newer {n}" for n in range(35, 45)] + [f"Older {n}" for n in range(10, 35)]
    for number in range(50, 60):
        OutsideLink.objects.create(film=film, url=f"https://example.org/{number}", title=f"Own {number}")
    shown = listed_links(client.get(film.get_absolute_url()).content.decode())
    assert len(shown) == 40
    assert {f"Own {n}" for n in (0, 1, 2, *range(50, 60))} == set(shown[:13])


def test_what_many_pieces_brought_along_stands_once_and_takes_the_room_of_one(read):
    film = make_film()
    for number in range(12):
        make_published(
            at=NOON - DAY, film=film, links=[link("site", "Its site"), link(number, f"Essay {number}")]
        )
    OutsideLink.objects.create(film=film, url="https://example.org/ours", title="Ours", position=7)
    html = read(make_published(film=film))
    assert listed_links(html) == ["Ours", "Its site", *(f"Essay {n}" for n in range(10))]


def test_a_link_that_came_with_a_piece_to_come_waits_for_it(read):
    film = make_film()
    make_review(
        film=film,
        links=[{"url": "https://example.org/b", "title": "Too early", "source": "", "language": ""}],
    )
    assert "Too early" not in read(make_published(film=film))


def test_a_correction_is_printed_with_its_date(read):
    piece = make_published()
    Correction.objects.create(review=piece, made_at=NOON, text="The cook is Stefan.")
    assert "<b>Corrected on 9 February 2024.</b> The cook is Stefan." in read(piece)


def test_the_report_sentence_leads_to_the_form_and_the_policy(read):
    piece = make_published()
    html = read(piece)
    assert (
        "Do you feel this content is inappropriate or infringes upon your rights? "
        f'<a href="/report/?url={piece.path.replace("/", "%2F")}">Click here to report it</a>, '
        'or see our <a href="/dmca/">DMCA policy</a>.'
    ) in html


@pytest.mark.parametrize(
    ("body", "initial"),
    [
        (f"<p>{LONG_ENOUGH}</p>", True),
        ("<p>Too short for one.</p>", False),
        (f"<p>“{LONG_ENOUGH}”</p>", False),
        (f"<p>400 {LONG_ENOUGH}</p>", False),
        (f"<p>映{LONG_ENOUGH}</p>", False),
    ],
)
def test_only_a_paragraph_that_can_carry_it_gets_an_initial(read, body, initial):
    assert ('class="text initial"' in read(make_published(body=body))) is initial


# For machines


def structured(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def test_structured_data_names_the_film_and_the_rating_of_a_review(read):
    film = make_film("Here", 2023, director="Bas Devos")
    data = structured(read(make_published(film=film, rating=7)))
    assert data["@type"] == "Review"
    assert data["itemReviewed"]["director"] == [{"@type": "Person", "name": "Bas Devos"}]
    assert data["reviewRating"]["ratingValue"] == 3.5


def test_no_rating_is_no_rating(read):
    assert "reviewRating" not in structured(read(make_published()))


def test_a_headline_cannot_leave_the_structured_data(read):
    headline = "</script><script>alert(1)</script> & \u2028 <!--"
    html = read(make_published(headline=headline))
    assert "<script>alert" not in html
    assert structured(html)["headline"].startswith("</script><script>alert(1)</script> &")


def test_it_names_its_one_address(read):
    piece = make_published()
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{piece.path}">' in read(piece)


# Addresses


def test_an_old_address_leads_to_the_new_one(client):
    piece = make_published()
    OldPath.objects.create(path="/2004/x.html", review=piece)
    response = client.get("/2004/x.html")
    assert (response.status_code, response["Location"]) == (301, piece.path)
    assert response["Cache-Control"] == "no-cache"
    assert f"review:{piece.pk}" in response["Surrogate-Key"].split()


def test_a_forgotten_slash_is_forgiven(client):
    piece = make_published()
    assert client.get(piece.path.rstrip("/"))["Location"] == piece.path


def test_a_piece_to_come_is_not_there(client):
    piece = make_published(at=NOON + HOUR)
    assert client.get(piece.path).status_code == 404


def test_a_withdrawn_piece_is_gone_and_leads_on(client):
    film = make_film("Here", 2023)
    make_published(at=NOON - DAY, film=film)
    piece = make_published(film=film)
    workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong.")
    response = client.get(piece.path)
    assert response.status_code == 410
    assert "More about <bdi><cite>Here</cite></bdi> (2023)" in response.content.decode()


def test_a_restricted_piece_says_only_that_it_is(client):
    piece = make_published(headline="Canary")
    restrict(mode="full", review=piece, public_kind="copyright", reference="M-2024-0007")
    response = client.get(piece.path)
    html = response.content.decode()
    assert response.status_code == 451
    assert "Reference M-2024-0007" in html
    assert "We took it down on 9 February 2024 after a copyright notice." in html
    assert "Canary" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_passage_that_cannot_be_found_any_more_takes_the_piece_with_it(client):
    piece = make_published(body="<p>Other words.</p>")
    restrict(mode="passage", review=piece, locator={"quote": "words that are gone"})
    assert client.get(piece.path).status_code == 451


@pytest.mark.parametrize("below", ["", "share.jpg"])
def test_a_piece_that_is_put_back_while_it_is_looked_for_is_not_missing(client, monkeypatch, below):
    piece = make_published()
    restriction = restrict(mode="full", review=piece)
    looked_for_why = Review.absence

    def once_it_is_back(review, at):
        lift(restriction)
        return looked_for_why(review, at)

    monkeypatch.setattr(Review, "absence", once_it_is_back)
    assert client.get(piece.path + below).status_code == 200


# Weight and cost


def test_it_is_valid_html_with_everything_on_it(read):
    film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong", "Stefan Gota"])
    make_published(at=NOON - DAY, film=film)
    still = make_image()
    piece = make_published(
        film=film, lead=make_image(), pictures=[still, picture(make_image(), place="gallery")],
        body=f'<p>{LONG_ENOUGH}</p><figure data-image="{still.pk}"></figure><p>End.</p>',
        tags=[f"theme {n}" for n in range(20)], dek="A dek.", rating=9, disclosure="A screener.",
        links=[{"url": "https://example.org/a", "title": "A talk", "source": "", "language": "en"}],
    )  # fmt: skip
    html = read(piece)
    assert errors(html) == []
    assert len(gzip.compress(html.encode())) < 14 * 1024
    assert re.findall(r"<script(?! type=\"application/ld\+json\")|\sstyle=", html) == []


def test_it_costs_the_same_with_three_or_thirty_related_pieces(client):
    film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"])
    for day in range(1, 4):
        make_published(at=NOON - day * DAY, film=film)
    piece = make_published(film=film, lead=make_image(), tags=["moss"])
    few = queries_of(client, piece.path)
    for day in range(4, 31):
        make_published(at=NOON - day * DAY, film=film, contributors=[make_contributor(), make_contributor()])
    many = queries_of(client, piece.path)
    assert few == many
    assert many <= 25


def queries_of(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_it_sets_no_cookie_and_varies_on_nobody(client):
    response = client.get(make_published().path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_it_names_what_it_shows(client):
    film = make_film(director="Bas Devos")
    other = make_published(at=NOON - DAY, film=film)
    piece = make_published(film=film, subjects=[subject(film)])
    keys = client.get(piece.path)["Surrogate-Key"].split()
    director = film.credits.get().person_id
    assert {
        f"review:{piece.pk}",
        f"review:{other.pk}",
        f"film:{film.pk}",
        f"person:{director}",
        "site",
    } <= set(keys)


# For a preview


def test_a_draft_can_be_shown_as_its_page_would_be(rf):
    draft = make_review(headline="Not yet", lead=make_image(), tags=["moss"], rating=6)
    request = rf.get("/")
    request.at = NOON
    signed = piece_page(
        request, draft, NOON, preview=True, picture_address=lambda image, width, ext: f"/signed/{width}.{ext}"
    )
    html = signed.content.decode()
    assert errors(html) == []
    assert "<h1>Not yet</h1>" in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'src="/signed/' in html
    assert "/pictures/" not in html
    assert "ETag" not in signed


def test_a_withdrawn_piece_says_when_and_why(client):
    piece = make_published(at=NOON - DAY)
    workflow.withdraw(fresh(piece), by=None, version=piece.version, reason="It named the wrong film.")
    said = client.get(piece.path).content.decode()
    assert "We withdrew it on 9 February 2024. It named the wrong film." in said


def test_a_content_warning_stands_before_the_text(read):
    html = read(make_published(content_warning="Strobe light."))
    assert html.index("Strobe light.") < html.index('class="text')


def test_a_translated_pair_names_both_languages(client):
    original = make_published(at=NOON - HOUR)
    dutch = make_published(at=NOON - HOUR, language="nl", translation_of=original)
    for piece in (original, dutch):
        html = client.get(piece.path).content.decode()
        assert f'hreflang="en" href="{settings.SITE_URL}{original.path}"' in html
        assert f'hreflang="nl" href="{settings.SITE_URL}{dutch.path}"' in html


class TestMasthead:
    def test_it_names_its_people_in_their_order(self, client):
        make_contributor("Second", masthead_position=2, role="Managing Editor")
        make_contributor("First", masthead_position=1, role="Founder and Editor", place="Brussels")
        make_contributor("Nobody")
        make_contributor("Gone", masthead_position=3, status="former")
        html = client.get("/masthead/").content.decode()
        assert html.index("Founder and Editor, Brussels") < html.index("Managing Editor")
        assert "Nobody" not in html
        assert "Gone" not in html

    def test_it_links_only_who_has_a_page(self, client):
        first = make_contributor("First", masthead_position=1)
        assert first.get_absolute_url() not in client.get("/masthead/").content.decode()
        make_published(at=NOON - HOUR, contributor=first)
        assert first.get_absolute_url() in client.get("/masthead/").content.decode()


def test_while_the_database_is_away_a_page_asks_for_patience(client, monkeypatch):
    def away(*args, **given):
        raise OperationalError("the database is away")

    monkeypatch.setattr("reviews.views.lists.Home", away)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "We will be right back" in response.content.decode()
