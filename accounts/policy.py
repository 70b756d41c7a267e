"""The one question of permission: `can(user, action, thing)`.

A role allows an action in general; a rule, registered by the package that owns the thing, narrows it to
that thing. Actions without a thing ask the role alone.
"""

from collections.abc import Callable
from typing import Any

from accounts.roles import PERMISSIONS

Rule = Callable[[Any, Any], bool]
_rules: dict[str, Rule] = {}
KNOWN = frozenset().union(*PERMISSIONS.values())


def rule(*actions: str) -> Callable[[Rule], Rule]:
    """Narrow actions on a single thing by the decorated `(user, thing) -> bool`."""

    def register(function: Rule) -> Rule:
        for action in actions:
            if action not in KNOWN:
                raise LookupError(f"No role has the action {action!r}.")
            _rules[action] = function
        return function

    return register


def can(user, action: str, thing=None) -> bool:
    """Whether the user may do `action` ("reviews.publish_review"), to `thing` when one is given.

    Actions that no role has are refused to everybody but superusers.
    """
    if not getattr(user, "is_active", False):
        return False
    if not user.has_perm(action):
        return False
    if thing is None or action not in _rules or user.is_superuser:
        return True
    return _rules[action](user, thing)
