from budgets.models.assessment import Answer, Assessment, CheckPoint, Verdict
from budgets.models.ballot import Ballot, BoxKey, Count, Credential, LogLine, SealedBallot
from budgets.models.entry import Entry
from budgets.models.expense import Expense
from budgets.models.helper import Helper
from budgets.models.objection import CountObjection, RequestObjection
from budgets.models.panel import Opinion, Seat
from budgets.models.paper import PaperEntry
from budgets.models.phase import Kind, Phase
from budgets.models.report import Closing, EndReport
from budgets.models.request import Carrier, CostLine, Request, Status, carriers_needed
from budgets.models.revision import Revision, canonical
from budgets.models.round import BallotForm, Round, Rule, Stop, TooDear, Voter
from budgets.models.sheet import Sheet

__all__ = [
    "Answer",
    "Assessment",
    "Ballot",
    "BallotForm",
    "BoxKey",
    "Carrier",
    "CheckPoint",
    "Closing",
    "CostLine",
    "Count",
    "CountObjection",
    "Credential",
    "EndReport",
    "Entry",
    "Expense",
    "Helper",
    "Kind",
    "LogLine",
    "Opinion",
    "PaperEntry",
    "Phase",
    "Request",
    "RequestObjection",
    "Revision",
    "Round",
    "Rule",
    "SealedBallot",
    "Seat",
    "Sheet",
    "Status",
    "Stop",
    "TooDear",
    "Verdict",
    "Voter",
    "canonical",
    "carriers_needed",
]
