"""What the writing page asks for while somebody writes: the checklist of what stands there now, unsaved."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse

from reviews.admin.lookups import answer
from reviews.admin.writing import Page


def checks(model_admin, request, pk: int | None = None) -> JsonResponse:
    """The lines, the words of the buttons, the length of the text, and the names in it that could be linked."""
    review = model_admin.seen(request, str(pk)) if pk else None
    if pk and review is None:
        raise Http404
    page = Page(model_admin, request, review)
    if not page.acts or (review is None and not model_admin.has_add_permission(request)):
        raise PermissionDenied
    before = page.before(page.form(request.POST.copy()))
    return answer(
        {
            "lines": [
                {
                    "sort": line.sort,
                    "text": line.text,
                    "act": line.act,
                    "href": line.href,
                    "away": bool(line.url),
                }
                for line in before.lines
            ],
            "settled": f"{before.settled} of {len(before.lines)}",
            "buttons": {act.name: page.label(act, before) for act in page.acts},
            "names": before.linkable,
            "may_override": before.may_override,
        }
    )
