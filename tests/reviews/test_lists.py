"""Lists of pieces, and the pages of films, people, bylines, tags and festivals."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from films.models import AlternativeTitle, Award, Credit, Edition, Festival, Film, Release
from pagecache import clock
from reviews import coverage
from reviews.models import Tag
from reviews.restrictions import restrict
from reviews.views.site import broken, closed
from tests.factories import (
    author,
    make_contributor,
    make_credit,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_section,
    make_tag,
    make_user,
    subject,
)
from tests.markup import errors

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def read(client):
    def page(path, status=200):
        response = client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    return page


def titles(html):
    """The headlines of the pieces on a page, in its order."""
    found = re.findall(r'<h[34] class="covers[^"]*"><a [^>]*>(.*?)</a></h[34]>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title) for title in found]


# The home page


def test_the_home_page_leads_with_the_newest_review_that_has_a_picture(read):
    make_published(at=NOON - HOUR, headline="Without a picture")
    make_published(at=NOON - DAY, headline="With a picture", lead=make_image())
    html = read("/")
    assert re.search(r'<h2 id="lead"><a [^>]*>With a picture</a></h2>', html)
    assert titles(html)[0] == "Without a picture"


def test_the_home_page_keeps_essays_and_news_apart(read):
    for kind in ("review", "feature", "interview", "news", "video"):
        make_published(at=NOON - DAY, kind=kind, headline=f"A {kind}")
    html = read("/")
    essays = html[html.index('id="essays"') : html.index('id="news"')]
    news = html[html.index('id="news"') : html.index('id="index"')]
    assert sorted(titles(essays)) == ["A feature", "A interview"]
    assert sorted(titles(news)) == ["A news", "A video"]


def test_the_home_page_says_what_opens(read):
    covered, unknown = make_film("Here", 2023), make_film("There", 2024)
    for film in (covered, unknown):
        Release.objects.create(film=film, city="Paris", date=date(2024, 2, 16))
    make_published(film=covered)
    html = read("/")
    opening = html[html.index('class="opening"') : html.index("</table>")]
    assert "Here</a>" in opening
    assert "There" not in opening


DEK = "Soup & <b>moss</b> in Here."
SET = "Soup &amp; &lt;b&gt;moss&lt;/b&gt; in <cite>Here</cite>."


@pytest.mark.parametrize("path", ["/", "/reviews/", "/archive/2024/02/", "/films/here-2023/"])
def test_a_dek_has_film_titles_as_titles_and_everything_else_as_text(read, path):
    here = make_film("Here", 2023)
    for hours in range(5):
        make_published(at=NOON - hours * HOUR, film=here, dek=DEK, lead=make_image())
    assert f'<p class="dek">{SET}</p>' in read(path)


def test_what_search_marks_in_a_dek_may_be_a_film_title(read):
    make_published(film=make_film("Here", 2023), headline="Moss", dek=DEK)
    set_and_marked = SET.replace("Here", "<mark>Here</mark>")
    assert f'<p class="dek">{set_and_marked}</p>' in read("/search/?q=here")


def test_an_empty_magazine_has_a_home_page(read):
    html = read("/")
    assert "The first issue is being written" in html
    assert errors(html) == []


# Films


def test_a_film_page_shows_the_review_of_record_and_other_opinions_then_by_kind(read):
    film = make_film("Here", 2023)
    for hours, kind in enumerate(("review", "interview", "feature", "dispatch", "news", "video"), start=1):
        make_published(at=NOON - (10 - hours) * HOUR, film=film, kind=kind, headline=kind.title())
    make_published(at=NOON - 20 * HOUR, film=film, headline="Older review")
    kinds = ["Older review", "Review", "Interview", "Feature", "Dispatch", "News", "Video"]
    assert titles(read(film.get_absolute_url())) == kinds


def test_a_film_page_shows_what_else_its_director_made(read):
    here, ghost = (
        make_film("Here", 2023, director="Bas Devos"),
        make_film("Ghost Tropic", 2019, director="Bas Devos"),
    )
    make_published(film=here)
    make_published(film=ghost, headline="One woman, one night")
    html = read(here.get_absolute_url())
    assert 'Also by <a href="/people/bas-devos/">Bas Devos</a>' in html
    assert "One woman, one night" in html


def test_a_film_page_counts_what_we_hold_of_its_people(read):
    here, ghost = (
        make_film("Here", 2023, director="Bas Devos"),
        make_film("Ghost Tropic", 2019, director="Bas Devos"),
    )
    uncovered = make_film("Hellhole", 2019, director="Bas Devos")
    for film in (here, here, ghost):
        make_published(film=film)
    make_review(film=uncovered)
    assert "Director. 3 pieces, 2 films" in read(here.get_absolute_url())


def test_however_many_films_of_theirs_we_do_not_cover(read):
    director = make_person("Mostly Elsewhere")
    elsewhere = Film.objects.bulk_create(
        Film(title=f"Film {number}", sort_title=f"Film {number}", slug=f"film-{number}", year=1950)
        for number in range(130)
    )
    Credit.objects.bulk_create(Credit(film=film, person=director, role="director") for film in elsewhere)
    here, ghost = make_film("Here", 2023, director=director), make_film("Ghost Tropic", director=director)
    for film in (here, ghost):
        make_published(film=film)
    assert "Director. 2 pieces, 2 films" in read(here.get_absolute_url())


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Here", "short"),
        ("Afternoon, Interior", "middling"),
        ("one two " * 5 + "three", "lengthy"),
        ("one two " * 5 + "longer", "endless"),
        ("The Understudies", "middling broad"),
        ("The Harbourmasters", "middling broadest"),
        ("雪の余白", "middling"),
    ],
)
def test_a_title_is_set_as_large_as_it_can_be(read, title, size):
    film = make_film(title)
    make_published(film=film)
    assert f'<h1 class="{size}">' in read(film.get_absolute_url())


def test_a_film_with_many_pieces_turns_its_pages(read):
    film = make_film()
    for number in range(32):
        make_published(at=NOON - number * HOUR, film=film, headline=f"Piece {number}")
    first = read(film.get_absolute_url())
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = read(film.get_absolute_url() + older.replace("&amp;", "&"))
    assert titles(first) + titles(second) == [f"Piece {number}" for number in range(32)]


@pytest.mark.parametrize("of", ["a byline", "a tag"])
def test_a_long_list_of_a_byline_or_a_tag_turns_both_ways(read, of):
    writer, theme = make_contributor(), make_tag("Trams")
    twice = [author(writer, credit) for credit in ("words", "photographs")]
    for number in range(55):
        # Two of an hour: their numbers decide.
        at = NOON - number // 2 * HOUR
        make_published(at=at, headline=f"Piece {number}", authors=twice, tags=[theme])
    address = (writer if of == "a byline" else theme).get_absolute_url()

    def turned(html, rel):
        return address + re.search(rf'rel="{rel}" href="([^"]+)"', html)[1].replace("&amp;", "&")

    pages = [read(address)]
    pages += [read(turned(pages[0], "next"))]
    pages += [read(turned(pages[1], "next"))]
    assert 'rel="next"' not in pages[2]
    expected = [f"Piece {number}" for pair in range(0, 55, 2) for number in (pair + 1, pair) if number < 55]
    assert [title for page in pages for title in titles(page)] == expected
    assert titles(read(turned(pages[2], "prev"))) == titles(pages[1])


def test_two_films_of_one_name_and_year_are_told_apart(read):
    first, second = (make_film("Here", 2023, director=name) for name in ("Bas Devos", "Ana Moe"))
    for film in (first, second):
        film.refresh_names()
        make_published(film=film)
    html = read("/films/")
    assert "(2023, Devos)" in html
    assert "(2023, Moe)" in html


def test_the_index_starts_at_a_letter_without_articles(read):
    for title in ("The Salt Ledger", "Here", "Sea"):
        make_published(film=make_film(title, 2024))
    index = re.findall(r"<li><a href=\"/films/[^\"]+\"><bdi><cite>([^<]+)", read("/films/?letter=s"))
    assert index == ["The Salt Ledger", "Sea"]


def test_the_frame_of_a_page_is_html_and_what_a_section_is_called_is_words(read):
    make_section("Stills & <b>Sound</b>", in_menu=True)
    make_published(at=NOON - HOUR)
    html = read("/reviews/")
    assert '<a href="/reviews/" aria-current="page">Reviews</a>' in html
    assert '<a href="/dmca/">DMCA policy</a>' in html
    assert "Stills &amp; &lt;b&gt;Sound&lt;/b&gt;</a>" in html
    assert "&lt;nav" not in html
    assert ">Reviews</a>" in read("/")
    assert 'aria-current="page">Reviews' not in read("/")


# People, bylines, tags, sections


def test_a_person_has_every_piece_about_their_films_and_about_them(read):
    here = make_film("Here", 2023, director="Bas Devos")
    make_published(at=NOON - HOUR, film=here, headline="About the film")
    tag = Tag.objects.for_person(here.credits.get().person)
    make_published(at=NOON - DAY, headline="About him", tags=[tag])
    html = read("/people/bas-devos/")
    assert titles(html)[:2] == ["About the film", "About him"]
    assert "2 pieces, 1 film" in html


def test_an_actor_is_named_with_the_part(read):
    here, liyo = make_film("Here", 2023), make_person("Liyo Gong")
    make_credit(here, liyo, "cast", character="Shuxiu")
    make_published(film=here)
    assert '<p class="meta">Shuxiu</p>' in read(liyo.get_absolute_url())


def test_a_contributors_pieces_stand_by_year(read):
    writer = make_contributor("Ana Brandt")
    for year in (2022, 2024, 2023):
        make_published(at=datetime(year, 1, 5, tzinfo=UTC), contributor=writer)
    assert re.findall(r'<h2 id="y\d+">(\d+)</h2>', read("/contributors/ana-brandt/")) == [
        "2024",
        "2023",
        "2022",
    ]


def test_a_contributors_link_that_is_no_web_address_is_not_printed(read):
    handles = [["@ana", "https://example.org/@ana"], ["@evil", "javascript:alert(1)"], "nonsense"]
    make_published(contributor=make_contributor("Ana Brandt", handles=handles))
    html = read("/contributors/ana-brandt/")
    assert "@ana" in html
    assert "javascript:" not in html


def test_a_tag_that_is_a_film_has_the_films_page(client):
    film = make_film("Here", 2023)
    tag = Tag.objects.for_film(film)
    make_published(film=film, tags=[tag])
    response = client.get(f"/tags/{tag.slug}/")
    assert (response.status_code, response["Location"]) == (301, film.get_absolute_url())


def test_a_list_shows_three_as_a_sheet_and_the_rest_as_rows(read):
    tag = make_tag("moss")
    for number in range(5):
        make_published(at=NOON - number * HOUR, headline=f"Piece {number}", tags=[tag])
    html = read("/tags/moss/")
    sheet, rows = html[html.index("one-row") :].split('<ul class="rows">')
    assert (titles(sheet), titles(rows)) == (["Piece 0", "Piece 1", "Piece 2"], ["Piece 3", "Piece 4"])


def test_a_section_shows_its_own_pieces(read):
    indie, weird = make_section("Indie"), make_section("Weird")
    make_published(section=indie, headline="Ours")
    make_published(section=weird, headline="Theirs")
    assert titles(read("/sections/indie/")) == ["Ours"]


def test_a_festival_shows_prizes_dispatches_and_films(read):
    berlin = Festival.objects.create(name="Berlin Film Festival", short_name="Berlin", city="Berlin")
    edition = Edition.objects.create(
        festival=berlin, year=2023, starts_on=date(2023, 2, 16), ends_on=date(2023, 2, 26)
    )
    film = make_film("Here", 2023)
    Award.objects.create(name="Best Film", edition=edition, film=film)
    edition.line_up.create(film=film)
    make_published(kind="dispatch", film=film, headline="What we saw")
    html = read("/festivals/berlin/2023/")
    assert "Berlin, 16–26 February 2023" in html
    assert "Best Film" in html
    assert titles(html) == ["What we saw", "Here"]


@pytest.mark.parametrize("at_once", [1, 2, 60])
def test_festivals_are_listed_newest_first_however_many_showed_nothing_that_readers_know(
    read, monkeypatch, at_once
):
    monkeypatch.setattr(coverage, "EDITIONS", at_once)
    here = make_film("Here", 2023)
    for name in ("Trieste", "Ghent", "Oaxaca"):
        festival = Festival.objects.create(name=f"{name} Film Festival", short_name=name, city=name)
        for year in range(2016, 2024):
            edition = Edition.objects.create(festival=festival, year=year)
            if (name, year) in {("Trieste", 2016), ("Ghent", 2016), ("Oaxaca", 2017)}:
                edition.line_up.create(film=here)
    assert "/festivals/oaxaca" not in read("/festivals/")
    make_published(at=NOON, film=here)
    listed = re.findall(r'<a href="/festivals/[^"]+">([^<]+)</a>', read("/festivals/"))
    assert listed == ["Oaxaca 2017", "Ghent 2016", "Trieste 2016"][:at_once]


def test_of_many_festivals_the_newest_are_listed_without_asking_about_all(monkeypatch):
    monkeypatch.setattr(coverage, "EDITIONS", 3)
    here = make_film("Here", 2023)
    make_published(at=NOON, film=here)
    for name in ("Trieste", "Ghent"):
        festival = Festival.objects.create(name=f"{name} Film Festival", short_name=name, city=name)
        for year in range(2016, 2024):
            Edition.objects.create(festival=festival, year=year).line_up.create(film=here)
    with CaptureQueriesContext(connection) as asked:
        listed = coverage.newest_editions(NOON)
    assert [str(edition) for edition in listed] == ["Ghent 2023", "Trieste 2023", "Ghent 2022"]
    assert len(asked) == 1


# The archive


def test_the_archive_goes_from_years_to_months_to_pieces(read):
    make_published(at=datetime(2023, 12, 31, 23, 30, tzinfo=UTC), headline="After midnight in Brussels")
    assert 'href="/archive/2024/"' in read("/archive/")
    assert 'href="/archive/2024/1/"' in read("/archive/2024/")
    assert titles(read("/archive/2024/1/")) == ["After midnight in Brussels"]


@pytest.mark.parametrize(
    "path", ["/archive/1900/", "/archive/2024/13/", "/archive/2024/0/", "/archive/99999/1/"]
)
def test_there_is_no_archive_of_a_time_without_pieces(read, path):
    make_published()
    read(path, status=404)


# Nothing before its time


def public_pages_of(film, writer, person, tag):
    return [
        film.get_absolute_url(), writer.get_absolute_url(), person.get_absolute_url(), f"/tags/{tag.slug}/",
        "/", "/films/", "/contributors/", "/festivals/", "/reviews/", "/search/?q=canary", "/search/?q=canary&in=texts",
    ]  # fmt: skip


def test_what_is_not_public_yet_shows_on_no_page(client):
    person, writer, tag = (
        make_person("Canary Person"),
        make_contributor("Canary Writer"),
        make_tag("canary theme"),
    )
    film = make_film("Canary Film", 2024, director=person)
    given = {
        "film": film,
        "contributor": writer,
        "tags": [tag],
        "headline": "Canary Headline",
        "body": "<p>canary</p>",
    }
    make_published(at=NOON + HOUR, **given)
    make_review(**given)
    hidden = make_published(**given)
    restrict(mode="full", review=hidden)
    for path in public_pages_of(film, writer, person, tag):
        response = client.get(path)
        html = re.sub(r"“canary”|value=\"canary\"|q=canary|<title>.*?</title>", "", response.content.decode())
        assert response.status_code in (200, 404), path
        assert "canary" not in html.casefold(), path
    with clock.freeze(NOON + 2 * HOUR):
        assert all(client.get(path).status_code == 200 for path in public_pages_of(film, writer, person, tag))


# Search


def test_search_finds_films_people_and_pieces(read):
    film = make_film("Ghost Tropic", 2019, director="Bas Devos")
    make_published(film=film, headline="One woman walks home")
    html = read("/search/?q=tropic")
    assert titles(html) == ["One woman walks home"]
    assert "<cite>Ghost Tropic</cite>" in html
    assert 'href="/people/bas-devos/">Bas Devos' in read("/search/?q=devos")


def films_named(html):
    things = html.partition('id="things"')[2].partition("</section>")[0]
    return [re.sub("<.*?>", "", name) for name in re.findall(r'<a href="/films/.*?>(.+?)</a>', things)]


def test_search_tells_of_the_film_of_that_title_before_others_in_whose_titles_the_letters_stand(read):
    others = ("Adhere", "Cohere", "Elsewhere", "Here and Now", "Nowhere", "Sphere", "There", "Where")
    for year, title in enumerate((*others, "Here", "Here"), start=2014):
        make_published(at=NOON, film=make_film(title, year))
    ici = make_film("Ici", 2020)
    AlternativeTitle.objects.create(film=ici, title="Hère", language="fr")
    make_published(at=NOON, film=ici)
    of_that_title, beginning_so = ["Here (2022)", "Here (2023)", "Ici (2020)"], ["Here and Now (2017)"]
    assert films_named(read("/search/?q=HERE")) == of_that_title + beginning_so + [
        "Adhere (2014)",
        "Cohere (2015)",
    ]
    assert films_named(read("/search/?q=where")) == ["Where (2021)", "Elsewhere (2016)", "Nowhere (2018)"]


def test_films_that_readers_cannot_see_yet_do_not_stand_in_the_way_of_those_they_can(read):
    for number in range(7):
        make_film("Here", 1950 + number)
        make_film(f"Here and {number}", 1950)
        make_published(at=NOON, film=make_film(f"Adhere {number}", 2024))
    make_published(at=NOON, film=make_film("Here", 2023))
    make_published(at=NOON, film=make_film("Here We Go", 2023))
    found = films_named(read("/search/?q=here"))
    assert found == ["Here (2023)", "Here We Go (2023)", *(f"Adhere {number} (2024)" for number in range(4))]


def test_search_marks_what_was_asked_for_whatever_its_accents(read):
    make_published(headline="Amélie, again")
    assert "<mark>Amélie</mark>, again" in read("/search/?q=AMELIE")


def test_search_looks_into_texts_when_no_headline_has_the_word(read):
    make_published(headline="A quiet film", body="<p>There is soup in it.</p>")
    assert titles(read("/search/?q=soup")) == ["A quiet film"]


def test_search_puts_the_film_of_that_name_before_every_text_with_the_word(read):
    make_published(at=NOON - DAY, film=make_film("Here", 2023), headline="Moss")
    make_published(headline="Another", body="<p>Nothing to see here.</p>")
    assert titles(read("/search/?q=here")) == ["Moss"]
    assert titles(read("/search/?q=here&in=texts")) == ["Another", "Moss"]


def test_search_leaves_out_the_text_of_a_piece_with_a_restricted_passage(read):
    review = make_published(headline="A quiet film", body="<p>He makes soup. The slander stood here.</p>")
    assert titles(read("/search/?q=slander&in=texts")) == ["A quiet film"]
    restrict(
        mode="passage",
        review=review,
        locator={"quote": "The slander stood here.", "prefix": "soup. ", "suffix": ""},
    )
    assert titles(read("/search/?q=slander&in=texts")) == []


def test_search_guesses_a_film_when_nothing_was_found(read):
    make_published(film=make_film("Ghost Tropic", 2019))
    html = read("/search/?q=gost+tropik")
    assert "Nothing for “gost tropik”" in html
    assert 'Did you mean <a href="/films/ghost-tropic-2019/">' in html


def test_search_narrows_by_kind_section_and_year(read):
    section = make_section("Indie")
    make_published(at=datetime(2023, 5, 1, tzinfo=UTC), kind="news", section=section, headline="Moss of May")
    make_published(headline="Moss today")
    assert titles(read("/search/?q=moss")) == ["Moss today", "Moss of May"]
    assert titles(read("/search/?q=moss&kind=news")) == ["Moss of May"]
    assert titles(read("/search/?q=moss&section=indie")) == ["Moss of May"]
    assert titles(read("/search/?q=moss&year=2024")) == ["Moss today"]


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        "'",
        "%",
        "_",
        "<script>alert(1)</script>",
        "a" * 5000,
        "%00",
        "%F0%9F%8E%AC",
        "&year=٢٠٢٤",
        "&older=x",
    ],
)
def test_search_survives_whatever_is_typed(client, asked):
    make_published()
    response = client.get(f"/search/?q={asked}")
    assert response.status_code in (200, 400, 404)
    assert "<script>" not in response.content.decode()
    if response.status_code != 400:
        assert errors(response.content.decode()) == []


# Cost and form


def every_list(film, writer, person, tag, section):
    return [
        "/", "/reviews/", "/films/", film.get_absolute_url(), writer.get_absolute_url(), person.get_absolute_url(),
        tag.get_absolute_url(), section.get_absolute_url(), "/archive/2024/2/", "/contributors/", "/festivals/",
        "/search/?q=piece",
    ]  # fmt: skip


def test_every_list_costs_the_same_with_one_row_or_three(client):
    film, person = make_film("Here", 2023), make_person("Bas Devos")
    make_credit(film, person)
    tag, section, writer = make_tag("moss"), make_section("Indie"), make_contributor("Ana Brandt")
    given = {"film": film, "contributor": writer, "tags": [tag], "section": section}
    make_published(at=NOON - HOUR, headline="Piece 1", lead=make_image(), **given)
    paths = every_list(film, writer, person, tag, section)
    one = {path: queries_of(client, path) for path in paths}
    for number in (2, 3):
        make_published(
            at=NOON - number * HOUR, headline=f"Piece {number}", lead=make_image(), **given,
            subjects=[subject(film), subject(make_film())],
        )  # fmt: skip
    assert {path: queries_of(client, path) for path in paths} == one


def queries_of(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


def test_every_list_is_valid_html_without_a_cookie(client):
    film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"], poster=make_image((200, 300)))
    tag, section, writer = (
        make_tag("moss"),
        make_section("Indie"),
        make_contributor("Ana Brandt", bio="Writes."),
    )
    for kind in ("review", "feature", "news"):
        make_published(
            film=film, kind=kind, contributor=writer, tags=[tag], section=section, lead=make_image(), rating=7
        )
    person = film.credits.get(role="director").person
    paths = every_list(film, writer, person, tag, section)
    for path in [*paths, "/archive/", "/archive/2024/", "/about/", "/feeds/", "/search/"]:
        response = client.get(path)
        assert errors(response.content.decode()) == [], path
        assert not response.cookies, path


def test_an_invented_place_in_a_list_is_not_found(read):
    make_published()
    read("/reviews/?older=nonsense", status=404)


def test_a_page_that_is_not_there_helps_on(client):
    response = client.get("/nothing/here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "That page is not here" in html
    assert response["Cache-Control"] == "no-store"
    assert errors(html) == []


def test_a_page_that_is_closed_says_so_to_a_stranger_without_saying_why(rf):
    request = rf.get("/")
    request.at = NOON
    response = closed(request, PermissionDenied("This section is not yours."))
    html = response.content.decode()
    assert response.status_code == 403
    assert "This page is closed to you" in html
    assert "not yours" not in html
    assert response["Cache-Control"] == "no-store"
    assert errors(html) == []


def test_a_page_that_is_closed_tells_whoever_is_signed_in_why(client):
    client.force_login(make_user(Role.CONTRIBUTOR))
    html = client.get("/admin/moderation/case/").content.decode()
    assert "This page is closed to you" in html
    assert errors(html) == []


def test_a_forged_or_old_form_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(Role.CONTRIBUTOR))
    response = client.post("/admin/logout/")
    assert response.status_code == 403
    assert "Go back, load it again" in response.content.decode()


def test_what_breaks_says_so_without_asking_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = broken(rf.get("/"))
    assert response.status_code == 500
    assert errors(response.content.decode()) == []
