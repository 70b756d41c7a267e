"""The list that stands beside a case: its neighbours in its tab, and the ways back and on."""

from datetime import datetime
from functools import cached_property

from django.db.models import Q

from moderation.desk.queue import Row, Tab, for_rows, in_order, rows, tabs
from moderation.models import Case

BESIDE = 12  # other cases, at the left


class Beside:
    def __init__(self, case: Case, user, at: datetime):
        self.case, self.user, self.at = case, user, at

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs(self.case.place)

    @cached_property
    def rows(self) -> list[Row]:
        """The neighbours in its tab, itself among them."""
        place = self.case.place
        cases = for_rows(in_order(Case.objects.filter(place=place), place), self.user)
        if self._is_far:
            shown = [self.case, *cases.filter(self._after)[:BESIDE]]
        else:
            shown = list(cases[:BESIDE])
        return rows(shown, self.user, self.at, here=self.case)

    @cached_property
    def _is_far(self) -> bool:
        """Whether more cases stand before it than the list has room for."""
        return Case.objects.filter(self._before, place=self.case.place).order_by()[:BESIDE].count() == BESIDE

    # As a range of one column: an index is walked from there on, whatever stands elsewhere.

    @property
    def _later(self) -> Q:
        due, pk = self.case.due_at, self.case.pk
        return Q(due_at__gte=due) & ~Q(due_at=due, pk__lte=pk)

    @property
    def _sooner(self) -> Q:
        due, pk = self.case.due_at, self.case.pk
        return Q(due_at__lte=due) & ~Q(due_at=due, pk__gte=pk)

    @property
    def _after(self) -> Q:
        return self._sooner if self.case.place == Case.Place.CLOSED else self._later

    @property
    def _before(self) -> Q:
        return self._later if self.case.place == Case.Place.CLOSED else self._sooner

    @cached_property
    def next(self) -> Case | None:
        cases = in_order(Case.objects.filter(self._after, place=self.case.place), self.case.place)
        return cases.only("pk", "year", "number").first()

    @cached_property
    def previous(self) -> Case | None:
        cases = in_order(Case.objects.filter(self._before, place=self.case.place), self.case.place)
        return cases.only("pk", "year", "number").reverse().first()
