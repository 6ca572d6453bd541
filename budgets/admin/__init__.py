from budgets.admin.books import EntryAdmin, ExpenseAdmin
from budgets.admin.objections import CountObjectionAdmin, RequestObjectionAdmin
from budgets.admin.paper import PaperEntryAdmin
from budgets.admin.requests import RequestAdmin
from budgets.admin.rounds import RoundAdmin

__all__ = [
    "CountObjectionAdmin",
    "EntryAdmin",
    "ExpenseAdmin",
    "PaperEntryAdmin",
    "RequestAdmin",
    "RequestObjectionAdmin",
    "RoundAdmin",
]
