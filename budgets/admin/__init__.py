from budgets.admin.objections import CountObjectionAdmin, RequestObjectionAdmin
from budgets.admin.requests import RequestAdmin
from budgets.admin.rounds import RoundAdmin

__all__ = ["CountObjectionAdmin", "RequestAdmin", "RequestObjectionAdmin", "RoundAdmin"]
