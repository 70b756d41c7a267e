"""Reading the newsroom's pages as a browser does: which fields a form would post, what stands where."""

import html5lib
from django.urls import reverse

ADD = reverse("admin:reviews_review_add")


def change(review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


def parsed(response):
    """The page as a tree. A strict parser takes its time, so a page is read once however often it is asked."""
    if not hasattr(response, "as_tree"):
        response.as_tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return response.as_tree


def fields_of(response, form_id: str = "piece") -> dict[str, list[str]]:
    """What a browser would post from the page, the pressed button apart."""
    form = next(form for form in parsed(response).iter("form") if form.get("id") == form_id)
    posted: dict[str, list[str]] = {}
    for control in _controls(form):
        value = _value(control)
        if control.get("name") and value is not None:
            posted.setdefault(control.get("name"), []).append(value)
    return posted


def _value(control) -> str | None:
    """What the control would post; None for nothing."""
    if control.get("disabled") is not None:
        return None
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n")
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return chosen[0].get("value", "") if chosen else None
    if control.get("type") in ("checkbox", "radio"):
        return control.get("value", "on") if control.get("checked") is not None else None
    return None if control.get("type") in ("file", "submit") else control.get("value", "")


def _controls(element):
    """Without what stands in this form but belongs to another."""
    for child in element:
        if child.tag == "template" or (child.tag == "fieldset" and child.get("disabled") is not None):
            continue
        if child.tag in ("input", "select", "textarea") and not child.get("form"):
            yield child
        yield from _controls(child)


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def messages_of(response) -> str:
    """What the page says on top, after something was done."""
    lists = [element for element in parsed(response).iter("ul") if element.get("class") == "messagelist"]
    return " ".join(words_of(element) for element in lists)


def field(response, name: str):
    """The element around a field, which carries its error; None when the page has none of that name."""
    for element in parsed(response).iter("div"):
        inside = {control.get("name", "").removesuffix("_words") for control in _controls(element)}
        if element.get("data-field") and name in inside:
            return element
    return None


def error_at(response, name: str) -> str:
    """The sentence that stands at a field; empty when there is none."""
    element = field(response, name)
    if element is None:
        return ""
    return " ".join(words_of(p) for p in element.iter("p") if p.get("class") == "error")
