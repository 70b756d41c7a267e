import pytest
from django.template import engines

from images.markup import picture
from images.models import Image
from images.urls_for import rendition_url
from tests.markup import errors

DRAWN = {"avif": [360, 640, 1000], "webp": [360, 640, 1000], "jpeg": [360, 640, 1000]}


def a_picture(**facts) -> Image:
    return Image(
        **{"key": "moss-moss_12", "alt": "Moss", "width": 1000, "height": 600, "renditions": DRAWN} | facts
    )


def printed(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render({"image": a_picture()} | context)


def test_a_rendition_has_an_address():
    assert rendition_url(a_picture(), 640, "avif") == "/pictures/moss-moss_12/640.avif"


def test_a_picture_is_offered_in_every_format_and_width():
    assert printed('{{ picture(image, sizes="(min-width:761px) 53vw, 100vw") }}') == (
        "<picture>"
        '<source type="image/avif" srcset="/pictures/moss-moss_12/360.avif 360w, '
        '/pictures/moss-moss_12/640.avif 640w, /pictures/moss-moss_12/1000.avif 1000w" '
        'sizes="(min-width:761px) 53vw, 100vw">'
        '<source type="image/webp" srcset="/pictures/moss-moss_12/360.webp 360w, '
        '/pictures/moss-moss_12/640.webp 640w, /pictures/moss-moss_12/1000.webp 1000w" '
        'sizes="(min-width:761px) 53vw, 100vw">'
        '<img src="/pictures/moss-moss_12/640.jpg" srcset="/pictures/moss-moss_12/360.jpg 360w, '
        '/pictures/moss-moss_12/640.jpg 640w, /pictures/moss-moss_12/1000.jpg 1000w" '
        'sizes="(min-width:761px) 53vw, 100vw" width="1000" height="600" alt="Moss" '
        'loading="lazy" decoding="async">'
        "</picture>"
    )


def test_before_the_task_has_run_only_the_base_rendition_is_offered():
    image = a_picture(renditions={"jpeg": [828]})
    assert printed("{{ picture(image) }}", image=image) == (
        '<picture><img src="/pictures/moss-moss_12/828.jpg" srcset="/pictures/moss-moss_12/828.jpg 828w" '
        'sizes="100vw" width="828" height="497" alt="Moss" loading="lazy" decoding="async"></picture>'
    )


@pytest.mark.parametrize("image", [None, a_picture(renditions={}), a_picture(renditions={"jpeg": []})])
def test_nothing_to_show_prints_nothing(image):
    assert printed("{{ picture(image) }}", image=image) == ""


def test_the_main_picture_is_fetched_before_others():
    html = printed("{{ picture(image, eager=True) }}")
    assert 'fetchpriority="high"' in html
    assert "loading" not in html


def test_the_first_of_a_list_is_neither_lazy_nor_urgent():
    html = printed("{{ picture(image, first=True) }}")
    assert "fetchpriority" not in html
    assert "loading" not in html


def test_this_use_of_a_picture_may_have_words_of_its_own():
    assert ' alt="The last shot"' in printed('{{ picture(image, alt="The last shot") }}')
    assert ' alt=""' in printed('{{ picture(image, alt="") }}')


def test_the_class_stands_on_the_img():
    assert '<img class="hero r-166" src=' in printed('{{ picture(image, css_class="hero r-166") }}')


def test_a_preview_writes_addresses_its_own_way():
    html = printed("{{ picture(image) }}", picture_address=lambda image, width, ext: f"/signed/{width}.{ext}")
    assert "/pictures/" not in html
    assert html.count("/signed/") == 10


def test_other_attributes_are_a_mistake_in_the_template():
    with pytest.raises(TypeError, match="style"):
        printed('{{ picture(image, style="x") }}')


def test_words_cannot_break_out_of_the_markup():
    evil = '"><script>alert(1)</script>'
    html = printed("{{ picture(image, sizes=evil, css_class=evil) }}", image=a_picture(alt=evil), evil=evil)
    assert "<script" not in html
    assert errors(f"<!doctype html><title>x</title>{html}") == []


def test_a_browser_reads_it_as_it_is_meant():
    assert errors(f"<!doctype html><title>x</title>{picture(a_picture(), eager=True)}") == []


@pytest.mark.django_db
def test_printing_a_picture_asks_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        picture(a_picture())


def test_a_film_links_its_colour():
    assert printed("{{ colour_url(87, 60) }}").startswith("/colours/87-60.css")
    assert printed("{{ colour_url(None, None) }}").startswith("/colours/neutral.css")
