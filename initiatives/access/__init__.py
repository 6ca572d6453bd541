"""Who may do what, a file for each noun."""

from initiatives.access.activity import may_arrange, of_activity
from initiatives.access.change_idea import of_idea, speaks_for
from initiatives.access.initiative import allowed, platform_role
from initiatives.access.question import may_ask, may_ask_somewhere, of_question, of_signature
from initiatives.access.quote import of_quote
from initiatives.access.record import decides_merge, of_shift, of_update
from initiatives.access.talk import moderates, of_case, of_comment, of_decision, of_objection, of_topic

__all__ = [
    "allowed",
    "decides_merge",
    "may_arrange",
    "may_ask",
    "may_ask_somewhere",
    "moderates",
    "of_activity",
    "of_case",
    "of_comment",
    "of_decision",
    "of_idea",
    "of_objection",
    "of_question",
    "of_quote",
    "of_shift",
    "of_signature",
    "of_topic",
    "of_update",
    "platform_role",
    "speaks_for",
]
