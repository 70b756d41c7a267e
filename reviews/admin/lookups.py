"""What the writing page asks for while somebody types: things found, things made, tags suggested.

Every answer is limited as the lists are. What is refused answers 400 with sentences by field.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from accounts.policy import can
from accounts.text import clean_line
from films.forms import NewFilmForm, NewPersonForm
from films.models import Film
from images import intake
from images.models import Image
from reviews.admin.thumbnails import measures, thumbnail
from reviews.forms.shelves import SHELVES, Found, Near, number
from reviews.forms.tagging import suggested

LONGEST_QUESTION = 200
AT_MOST = 50


def as_json(kind: str, found: Found) -> dict:
    answer = {"type": kind, "id": found.pk, "label": found.label, "hint": found.hint}
    if isinstance(found.thing, Image):
        answer |= picture_facts(found.thing)
    elif isinstance(found.thing, Film):
        answer["thumb"] = address_of(found.thing.poster)
    return answer


def picture_facts(image: Image) -> dict:
    return {
        "thumb": address_of(image),
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "measures": measures(image),
    }


def address_of(image: Image | None) -> str | None:
    found = thumbnail(image)
    return found["url"] if found else None


def refused(errors: dict, status: int = 400) -> JsonResponse:
    return JsonResponse({"errors": errors}, status=status)


@require_GET
def lookup(request, kind: str):
    """Things of one kind that the words find; of kind "name", films and people for a link in the text.

    Where the form says which films and pictures stand in it, pictures that belong to them come first.
    """
    kinds = ("film", "person") if kind == "name" else (kind,)
    if not set(kinds) <= SHELVES.keys():
        raise Http404
    words = request.GET.get("q", "")[:LONGEST_QUESTION]
    near = Near(_ids(request, "film"), _ids(request, "picture"))
    limit = 5 if len(kinds) > 1 else 8
    found = [
        as_json(one, thing)
        for one in kinds
        for thing in SHELVES[one].find(request.user, request.at, words, limit, near)
    ]
    return answer(found)


def _ids(request, name: str) -> tuple[int, ...]:
    return tuple(pk for text in request.GET.getlist(name)[:AT_MOST] if (pk := number(text)))


@require_GET
def suggested_tags(request):
    films = [pk for text in request.GET.getlist("film")[:5] if (pk := number(text))]
    if not can(request.user, "films.view_film"):
        raise PermissionDenied
    return answer([{"value": chip.value, "label": chip.label} for chip in suggested(films)])


@require_POST
def new_film(request):
    """A film of which only the title is needed; a likely double is refused until somebody says why it is none."""
    return made(request, "film", NewFilmForm(request.POST))


@require_POST
def new_person(request):
    """A person by name alone; a namesake is refused until somebody says that it is another person."""
    return made(request, "person", NewPersonForm(request.POST))


def made(request, kind: str, form) -> JsonResponse:
    """What the form makes, as the lists name it. A refusal brings along what seems to be meant."""
    if not can(request.user, f"films.add_{kind}"):
        raise PermissionDenied
    if not form.is_valid():
        doubles = [
            error.params["pk"]
            for errors in form.errors.as_data().values()
            for error in errors
            if error.code == "double"
        ]
        there = SHELVES[kind].named(request.user, request.at, doubles)
        return JsonResponse(
            {
                "errors": form.errors.get_json_data(),
                "doubles": [as_json(kind, thing) for thing in there.values()],
            },
            status=400,
        )
    thing = form.save()
    return answer(
        as_json(kind, SHELVES[kind].named(request.user, request.at, [thing.pk])[thing.pk]), status=201
    )


@require_POST
def new_picture(request):
    """A picture into the library, as soon as it is dropped on the page."""
    if not can(request.user, "images.add_image"):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        return refused({"file": [{"message": "Choose a file."}]})
    try:
        image = intake.take_in(file, by=request.user, alt=clean_line(request.POST.get("alt", ""))[:300])
    except ValidationError as refusal:
        return refused({"file": [{"message": sentence} for sentence in refusal.messages]})
    return answer(
        as_json("image", SHELVES["image"].named(request.user, request.at, [image.pk])[image.pk]), 201
    )


def answer(content, status: int = 200) -> JsonResponse:
    response = JsonResponse(content, safe=False, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
