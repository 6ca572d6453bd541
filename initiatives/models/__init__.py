from initiatives.models.initiative import EDITABLE, OPEN, PUBLIC, Initiative, Status
from initiatives.models.participation import OFFERED, Need, Participation, Role, take_part

__all__ = ["EDITABLE", "OFFERED", "OPEN", "PUBLIC", "Initiative", "Need", "Participation", "Role", "Status", "take_part"]
