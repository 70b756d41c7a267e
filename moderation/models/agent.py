from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.text import LineField, ProseField

GOOD_FOR = 3  # years, unless it is renewed or amended: 37 CFR 201.38(c)(4)
RATHER_EARLIER = 28  # 29 February three years later, on the safe side


class DesignatedAgentQuerySet(models.QuerySet):
    def at(self, moment: datetime):
        """Who was published as our agent at that moment: it matters in court."""
        in_force = self.filter(Q(valid_to=None) | Q(valid_to__gt=moment), valid_from__lte=moment)
        return in_force.order_by("valid_from", "pk").last()


class DesignatedAgent(models.Model):
    """The agent of 17 U.S.C. 512(c)(2) as the Copyright Office's directory has it; changed by a new row.

    Affiliated legal entities each need a designation of their own; what else readers may know us by stands in
    `alternate_names`.
    """

    legal_name = LineField(max_length=200, help_text="Of the publisher, as it is registered.")
    alternate_names = ProseField(blank=True, help_text="Every name and domain of ours, one a line.")
    name = LineField("agent", max_length=200, help_text="A name or a title, such as “Copyright Agent”.")
    postal_address = ProseField(help_text="Street, place and country: a post box will not do.")
    telephone = LineField(max_length=50)
    email = models.EmailField()
    registration_number = LineField(max_length=50, blank=True, help_text="DMCA-1234567")
    last_filed_on = models.DateField(
        null=True, blank=True, help_text="When it was last filed, renewed or amended."
    )
    valid_from = models.DateTimeField()
    is_current = models.BooleanField(default=True, editable=False)
    valid_to = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DesignatedAgentQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="there_is_one_agent_at_a_time",
                violation_error_message="There is an agent already. End that entry first.",
            ),
            models.CheckConstraint(
                condition=Q(is_current=True, valid_to=None)
                | Q(is_current=False, valid_to__isnull=False, valid_to__gte=F("valid_from")),
                name="an_agent_who_is_one_no_more_has_an_end",
                violation_error_message="Say when this entry ended, not before it began.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.name}, {self.legal_name}"

    @property
    def expires_on(self) -> date | None:
        """The first day without a designation; None while it was never filed."""
        filed = self.last_filed_on
        if filed is None:
            return None
        year = filed.year + GOOD_FOR
        try:
            return filed.replace(year=year)
        except ValueError:
            return filed.replace(year=year, day=RATHER_EARLIER)
