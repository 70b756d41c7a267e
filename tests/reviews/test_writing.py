"""The writing page: what is typed becomes a state, and a state what can be typed."""

import html5lib
from django.test import TestCase
from django.urls import reverse

from reviews import workflow
from reviews.models import Review
from tests.factories import make_film, make_image, make_review, make_section, make_user, picture

ADD = reverse("admin:reviews_review_add")


def change(review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


def fields_of(response) -> dict[str, list[str]]:
    """What a browser would post from the page, the pressed button apart."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("id") == "piece")
    posted: dict[str, list[str]] = {}
    for control in controls(form):
        name, value = control.get("name"), None
        if not name or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            value = (control.text or "").removeprefix("\n")
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            value = chosen[0].get("value", "") if chosen else None
        elif control.get("type") in ("checkbox", "radio"):
            value = control.get("value", "on") if control.get("checked") is not None else None
        elif control.tag == "input" and control.get("type") != "file":
            value = control.get("value", "")
        if value is not None:
            posted.setdefault(name, []).append(value)
    return posted


def controls(element):
    for child in element:
        if child.tag == "template":
            continue
        if child.tag in ("input", "select", "textarea"):
            yield child
        yield from controls(child)


class ThinPath(TestCase):
    def setUp(self):
        self.editor = make_user("editor")
        self.client.force_login(self.editor)

    def test_a_page_posted_as_it_was_changes_nothing(self):
        review = make_review(
            pictures=[picture(make_image(alt="A tree", credit="Ours"))], tags=["slow cinema"]
        )
        before = workflow.working_copy(review).state
        response = self.client.post(
            change(review), fields_of(self.client.get(change(review))) | {"act": "save"}
        )
        self.assertRedirects(response, change(review), fetch_redirect_response=False)
        assert workflow.working_copy(review).state == before

    def test_an_editor_writes_and_publishes(self):
        film, section = make_film("Here", 2023, director="Bas Devos"), make_section("International")
        page = fields_of(self.client.get(ADD, {"film": film.pk}))
        page |= {"headline": "HERE Review: Moss", "body": "<p>Moss grows.</p>", "section": str(section.pk)}
        page |= {
            "authors-0-contributor_words": "Ann Example",
            "authors-0-contributor_answer": "new",
            "act": "publish",
        }
        response = self.client.post(ADD, page, follow=True)
        review = Review.objects.get()
        assert review.status == "published", response.content.decode()[:3000]
