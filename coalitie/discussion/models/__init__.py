"""What people say to each other and what is done when that goes wrong. Abstract: each feature has its own tables."""

from coalitie.discussion.models.comment import (
    EDIT_WITHIN,
    LONGEST,
    Comment,
    CommentQuerySet,
    Version,
)
from coalitie.discussion.models.decision import HARD, Decision, Kind
from coalitie.discussion.models.objection import Objection, Outcome
from coalitie.discussion.models.report import ENOUGH, Report, ReportQuerySet
from coalitie.discussion.models.rule import Rule

__all__ = [
    "EDIT_WITHIN",
    "ENOUGH",
    "HARD",
    "LONGEST",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "Kind",
    "Objection",
    "Outcome",
    "Report",
    "ReportQuerySet",
    "Rule",
    "Version",
]
