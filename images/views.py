from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from images import colour

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def film_colour(request, hue: int | None, saturation: int | None):
    """The stylesheet of one film colour. It holds nothing of any film, so it needs no rule and no purge."""
    if hue is not None and (hue not in colour.HUES or saturation not in colour.SATURATIONS):
        raise Http404("There is no such colour.")
    return HttpResponse(
        colour.stylesheet(hue, saturation, dark=request.GET.get("scheme") == "dark"),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": FOR_EVER},
    )
