from budgets.admin.objections import RequestObjectionAdmin
from budgets.admin.requests import RequestAdmin
from budgets.admin.rounds import RoundAdmin

__all__ = ["RequestAdmin", "RequestObjectionAdmin", "RoundAdmin"]
