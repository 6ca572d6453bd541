from initiatives.models.activity import Activity
from initiatives.models.initiative import Initiative, propose
from initiatives.models.objection import Objection, Outcome, object_to
from initiatives.models.participation import Participation, take_part
from initiatives.models.role import OFFERED, Need, Role
from initiatives.models.rows import PATIENCE, InitiativeQuerySet
from initiatives.models.status import EDITABLE, OPEN, PUBLIC, WITH_REASON, Status
from initiatives.models.update import Update

__all__ = [
    "EDITABLE",
    "OFFERED",
    "OPEN",
    "PATIENCE",
    "PUBLIC",
    "WITH_REASON",
    "Activity",
    "Initiative",
    "InitiativeQuerySet",
    "Need",
    "Objection",
    "Outcome",
    "Participation",
    "Role",
    "Status",
    "Update",
    "object_to",
    "propose",
    "take_part",
]
