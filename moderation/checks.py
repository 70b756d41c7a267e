"""What an operator is told before the site opens: `manage.py check --deploy`."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from moderation import agent
from pagecache.clock import now


@checks.register(deploy=True)
def the_agent_is_designated(app_configs, **options):
    """17 U.S.C. 512(c)(2). Where no database can be asked yet there is nothing to say."""
    try:
        trouble = agent.trouble(now().astimezone(ZoneInfo(settings.DMCA_AGENT_TIME_ZONE)).date())
    except DatabaseError:
        return []
    hint = "A lead moderator enters the agent in the newsroom, under “Designated agents”."
    return [checks.Warning(trouble, hint=hint, id="moderation.W001")] if trouble else []
