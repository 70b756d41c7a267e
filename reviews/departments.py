"""The sections at the foot of every page: asked once, with whatever else the page asks."""

from reviews.asking import Question, question
from reviews.models import Section


def departments(request) -> Question:
    if not hasattr(request, "departments"):
        request.departments = in_menu()
    return request.departments


@question
def in_menu():
    return Section.objects.filter(in_menu=True)
