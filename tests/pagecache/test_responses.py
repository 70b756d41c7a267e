"""What a view says of its answer, for us, for a CDN and for a browser."""

from django.http import HttpResponse
from django.test import RequestFactory

from pagecache.responses import checked_by_content, name_keys, never_keep


def asked(**headers):
    return RequestFactory().get("/", headers=headers)


def test_keys_are_named_once_in_their_order_and_the_site_s_last():
    response = name_keys(HttpResponse(), "film:1", "latest", "film:1")
    assert response["Surrogate-Key"] == "film:1 latest site"


def test_more_keys_may_be_named_later():
    response = name_keys(name_keys(HttpResponse(), "film:1"), "film:2", "film:1")
    assert response["Surrogate-Key"].split() == ["film:1", "site", "film:2"]


def test_a_browser_asks_again_each_time():
    assert name_keys(HttpResponse(), "film:1")["Cache-Control"] == "no-cache"


def test_what_a_view_said_itself_stands():
    response = HttpResponse(headers={"Cache-Control": "public, max-age=300"})
    assert name_keys(response, "film:1")["Cache-Control"] == "public, max-age=300"


def test_nobody_keeps_a_refusal():
    response = name_keys(HttpResponse(headers={"ETag": '"x"', "Last-Modified": "x"}), "film:1")
    never_keep(response)
    assert response["Cache-Control"] == "no-store"
    assert not {"Surrogate-Key", "ETag", "Last-Modified"} & set(response.headers)


class TestChecking:
    def test_who_has_these_bytes_is_told_so(self):
        first = checked_by_content(asked(), HttpResponse("moss"))
        again = checked_by_content(asked(if_none_match=first["ETag"]), HttpResponse("moss"))
        assert (again.status_code, again.content) == (304, b"")

    def test_who_has_others_gets_these(self):
        first = checked_by_content(asked(), HttpResponse("moss"))
        again = checked_by_content(asked(if_none_match=first["ETag"]), HttpResponse("lichen"))
        assert (again.status_code, again.content) == (200, b"lichen")

    def test_a_date_says_nothing(self):
        """What disappears makes nothing newer, so a date would keep it alive."""
        old = HttpResponse("moss", headers={"Last-Modified": "Fri, 09 Feb 2024 12:00:00 GMT"})
        response = checked_by_content(asked(if_modified_since="Sat, 10 Feb 2024 12:00:00 GMT"), old)
        assert response.status_code == 200
        assert "Last-Modified" not in response
