"""Who our designated agent is. Each change is a new row: who was published when matters in court."""

from django.db import IntegrityError

from accounts.policy import can
from moderation.agent import KEY
from moderation.models import DesignatedAgent
from moderation.services.steps import Conflict, NotAllowed
from pagecache.clock import now
from reviews.unit import unit


def name_agent(agent: DesignatedAgent, *, by) -> DesignatedAgent:
    """Publish this agent from now on instead of the one before, who stays in the history."""
    if not can(by, "moderation.add_designatedagent"):
        raise NotAllowed("Only lead moderators enter the agent.")
    with unit() as work:
        moment = now()
        before = DesignatedAgent.objects.filter(is_current=True)
        ended = list(before.values_list("pk", flat=True))
        before.update(is_current=False, valid_to=moment)
        agent.pk, agent.is_current, agent.valid_from, agent.valid_to = None, True, moment, None
        agent.entered_by = by
        try:
            agent.save(force_insert=True)
        except IntegrityError:
            raise Conflict("A colleague has entered an agent in this moment. Look at it first.") from None
        filed = agent.last_filed_on.isoformat() if agent.last_filed_on else None
        work.record("agent.name", by=by, obj=agent, instead_of=ended, filed_on=filed)
        work.changed(KEY)
    return agent
