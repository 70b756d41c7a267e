"""The body as readers get it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase

from pagecache import clock
from reviews import rendering
from reviews.body.passages import PassageNotFound
from reviews.models import Restriction
from reviews.rendering import render
from reviews.restrictions import restrict
from tests.factories import fresh, make_film, make_image, make_person, make_published, picture
from tests.markup import errors
from tests.reviews.payloads import ATTEMPTS

NOW = datetime(2024, 2, 12, 9, tzinfo=UTC)


class TestText:
    def test_what_is_kept_is_printed(self):
        text = "<p>a <em>b</em><br>c</p>\n<h2>d</h2>\n<blockquote>\n<p>e</p>\n</blockquote>\n<hr>"
        assert render(text) == text

    def test_it_is_sanitised_once_more(self):
        assert render('<p onclick="x">a</p><script>b</script><img src=x>') == "<p>a</p>"

    @pytest.mark.parametrize("attempt", ATTEMPTS)
    def test_an_attempt_prints_no_markup_but_ours(self, attempt):
        names = set(re.findall(r"</?([a-zA-Z]+)", render(attempt)))
        assert names <= {"p", "a", "em", "div", "details", "summary", "aside", "sup", "section", "ol", "li"}

    def test_links_that_leave_the_site_say_so(self):
        printed = render('<p><a href="https://example.org/?a&amp;b">x</a> <a href="/here/">y</a></p>')
        assert 'href="https://example.org/?a&amp;b" rel="external noopener">x' in printed
        assert '<a href="/here/">y</a>' in printed

    def test_the_first_heading_is_never_below_the_second_level(self):
        assert render("<h3>a</h3><h3>b</h3>") == "<h2>a</h2>\n<h3>b</h3>"


class TestFilmsAndPeople:
    TEXT = '<p><a data-film="3">Here</a> by <a data-person="5">Bas Devos</a></p>'

    def test_public_ones_are_links(self):
        printed = render(self.TEXT, films={3: "/films/here-2023/"}, people={5: "/people/bas-devos/"})
        film, person = (
            '<a href="/films/here-2023/"><cite>Here</cite></a>',
            '<a href="/people/bas-devos/">Bas Devos</a>',
        )
        assert printed == f"<p>{film} by {person}</p>"

    def test_others_are_words(self):
        assert render(self.TEXT, films={3: None}, people={5: None}) == "<p><cite>Here</cite> by Bas Devos</p>"

    def test_unknown_ones_are_plain(self):
        assert render(self.TEXT) == "<p>Here by Bas Devos</p>"


class TestNotes:
    def test_they_are_numbered_and_lead_back(self):
        printed = render(
            '<p>a<span data-note="First &lt;b&gt;."></span> b<span data-note="Second."></span></p>'
        )
        assert (
            '<sup><a href="#note-2" id="to-note-2" role="doc-noteref" aria-label="Note 2">2</a></sup>'
            in printed
        )
        assert '<li id="note-1" value="1">First &lt;b&gt;. <a href="#to-note-1"' in printed

    def test_those_of_a_spoiler_stay_under_its_cover(self):
        one, two, three = (
            f'<p>a<span data-note="{text}"></span></p>' for text in ("One.", "The butler.", "Three.")
        )
        printed = render(f"{one}<details>{two}</details>{three}")
        covered, _, open_text = printed.partition("</details>")
        assert 'value="2">The butler.' in covered
        assert "butler" not in open_text
        assert re.findall(r'value="(\d)"', open_text) == ["1", "3"]


class TestOurNodes:
    PULLED = '<aside class="pull"><p>a <a href="/x">film</a> that listens</p></aside>'

    def test_a_pull_quote_that_repeats_the_text_is_for_the_eye_only(self):
        printed = render("<p>It is “A film — that listens.”</p>" + self.PULLED)
        assert '<aside class="pull" aria-hidden="true">\n<p>a film that listens</p>' in printed

    def test_a_pull_quote_of_its_own_is_read_to_everybody(self):
        assert '<aside class="pull">\n<p>a <a href="/x">film</a>' in render("<p>b</p>" + self.PULLED)

    def test_a_spoiler_names_itself(self):
        assert "<summary>Spoiler: the ending</summary>" in render(
            "<details><summary>the ending</summary><p>x</p></details>"
        )
        assert "<summary>Spoiler</summary>" in render("<details><p>x</p></details>")

    def test_feeds_go_without_spoilers(self):
        text = "<p>a</p><details><summary>b</summary><p>c<span data-note='d'></span></p></details>"
        assert render(text, spoilers=False) == "<p>a</p>"

    def test_an_embed_is_a_link_until_it_is_followed(self):
        printed = render('<figure data-embed="https://vimeo.com/76979871"></figure>')
        link = '<a href="https://vimeo.com/76979871" rel="external noopener">Watch on Vimeo</a>'
        assert printed == f'<div class="embed">{link}</div>'

    def test_a_removed_embed_says_so(self):
        printed = render(
            '<figure data-embed="https://vimeo.com/76979871"></figure>',
            removed_embeds={"https://vimeo.com/76979871": "A video was removed"},
        )
        assert printed == '<p class="removed">A video was removed</p>'

    def test_a_picture_nobody_gave_is_not_there(self):
        assert render('<p>a</p><figure data-image="9"></figure>', frames={9: None}) == "<p>a</p>"


class OfAPiece(TestCase):
    def setUp(self):
        freezer = clock.freeze(NOW)
        freezer.__enter__()
        self.addCleanup(freezer.__exit__, None, None, None)

    def printed(self, review, at=NOW, **more) -> str:
        return rendering.body(fresh(review), at, **more)

    def published(self, body, **given):
        return make_published(at=NOW - timedelta(days=1), body=body, **given)


class PictureTests(OfAPiece):
    def test_it_prints_the_use_with_its_caption_and_always_the_credit(self):
        image = make_image(credit="Grandfilm", caption="Of the picture")
        review = self.published(
            f'<p>a</p><figure data-image="{image.pk}"></figure>',
            pictures=[picture(image, alt="Two people in a wood", caption="The wood")],
        )
        printed = self.printed(review)
        assert 'alt="Two people in a wood"' in printed
        assert f'sizes="{rendering.SIZES_IN_TEXT}"' in printed
        assert 'width="480" height="320"' in printed
        assert 'loading="lazy"' in printed
        assert re.search(r'<span>The wood</span>\s*<span class="credit">.*Grandfilm', printed)
        assert errors(f"<!doctype html><title>a</title>{printed}") == []

    def test_a_picture_of_the_library_that_is_not_among_its_pictures_is_not_there(self):
        image = make_image()
        review = self.published(f'<p>a</p><figure data-image="{image.pk}"></figure>', pictures=[image])
        review.pictures.all().delete()
        assert self.printed(review) == "<p>a</p>"

    def test_a_picture_under_restriction_leaves_a_space_of_its_shape(self):
        image = make_image()
        review = self.published(f'<p>a</p><figure data-image="{image.pk}"></figure>', pictures=[image])
        restrict(mode=Restriction.Mode.IMAGE, image=image)
        printed = self.printed(review)
        assert "An image was removed on 12 February 2024" in printed
        assert "r-150" in printed
        assert "<img" not in printed
        assert image.key not in printed

    def test_a_gallery_is_a_contact_sheet_in_its_order(self):
        images = [make_image(credit=f"Grandfilm {number}") for number in range(3)]
        ids = ",".join(str(image.pk) for image in reversed(images))
        review = self.published(f'<p>a</p><figure data-gallery="{ids}"></figure>', pictures=images)
        printed = self.printed(review)
        assert re.findall(r"Grandfilm \d", printed) == ["Grandfilm 2", "Grandfilm 1", "Grandfilm 0"]
        assert printed.count(f'<li class="{images[0].ratio_class}"><figure') == 3
        assert errors(f"<!DOCTYPE html><title>x</title>{printed}") == []

    def test_a_gallery_says_where_a_picture_was_taken_away_and_knows_no_stranger(self):
        shown, taken, stranger = make_image(), make_image(), make_image(credit="Nobody here")
        ids = f"{shown.pk},{taken.pk}"
        review = self.published(f'<p>a</p><figure data-gallery="{ids}"></figure>', pictures=[shown, taken])
        restrict(mode=Restriction.Mode.IMAGE, image=taken)
        put = review.body.replace(ids, f"{ids},{stranger.pk}")
        type(review).objects.filter(pk=review.pk).update(body=put)
        printed = self.printed(review)
        assert "An image was removed on" in printed
        assert taken.key not in printed
        assert "Nobody here" not in printed


class LinkTests(OfAPiece):
    def test_a_film_is_linked_once_its_page_is_public(self):
        film, other = make_film("Here", 2023), make_film("Ghost Tropic", 2019)
        text = f'<p><a data-film="{film.pk}">Here</a>, <a data-film="{other.pk}">Ghost Tropic</a></p>'
        review = self.published(text, film=film)
        linked = f'<a href="{film.get_absolute_url()}"><cite>Here</cite></a>'
        assert self.printed(review) == f"<p>{linked}, <cite>Ghost Tropic</cite></p>"
        make_published(at=NOW, film=other)
        assert other.get_absolute_url() in self.printed(review)

    def test_a_merged_film_leads_to_the_one_that_stayed(self):
        film, double = make_film("Here", 2023), make_film("Here", 2024)
        review = self.published(f'<p><a data-film="{double.pk}">Here</a></p>', film=film)
        type(double).objects.filter(pk=double.pk).update(merged_into=film)
        assert f'href="{film.get_absolute_url()}"' in self.printed(review)

    def test_a_person_is_linked_once_their_page_is_public(self):
        person, nobody = make_person("Bas Devos"), make_person("Nobody Yet")
        text = f'<p><a data-person="{person.pk}">Devos</a> <a data-person="{nobody.pk}">Nobody</a></p>'
        review = self.published(text, film=make_film("Here", 2023, director=person))
        assert self.printed(review) == f'<p><a href="{person.get_absolute_url()}">Devos</a> Nobody</p>'

    def test_it_costs_the_same_queries_for_one_or_three_of_each(self):
        for number in (1, 3):
            films = [make_film() for _ in range(number)]
            images = [make_image() for _ in range(number)]
            text = "".join(f'<p><a data-film="{film.pk}">x</a></p>' for film in films)
            text += "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
            text += "".join(f'<p><a data-person="{make_person().pk}">x</a></p>' for _ in range(number))
            review = fresh(self.published(text, pictures=images))
            with self.subTest(number=number), self.assertNumQueries(4):
                rendering.body(review, NOW)


class RestrictionTests(OfAPiece):
    TEXT = '<p>He cooks soup. The city waits.</p>\n<figure data-embed="https://vimeo.com/76979871"></figure>'

    def test_a_passage_is_replaced_and_comes_back(self):
        review = self.published(self.TEXT)
        restriction = restrict(
            mode=Restriction.Mode.PASSAGE,
            review=review,
            locator={"quote": "The city waits", "prefix": "soup. ", "suffix": "."},
            public_words="After a complaint.",
            ends_at=NOW + timedelta(days=14),
        )
        told = "[A passage was removed on 12 February 2024. After a complaint.]"
        assert f"<p>He cooks soup. {told}.</p>" in self.printed(review)
        assert told in rendering.open_text(review, NOW)
        assert "removed" not in self.printed(review, restriction.ends_at)

    def test_a_passage_that_is_no_longer_found_hides_everything(self):
        review = self.published(self.TEXT)
        restrict(mode=Restriction.Mode.PASSAGE, review=review, locator={"quote": "The town waits"})
        with pytest.raises(PassageNotFound):
            self.printed(review)

    def test_an_embed_is_replaced_by_words(self):
        review = self.published(self.TEXT)
        restrict(
            mode=Restriction.Mode.EMBED,
            review=review,
            locator={"address": "//player.vimeo.com/video/76979871"},
        )
        printed = self.printed(review)
        assert "A video was removed on 12 February 2024" in printed
        assert "vimeo" not in printed
