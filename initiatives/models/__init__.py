from initiatives.models.activity import Activity, ActivityQuerySet, StepFree
from initiatives.models.address import OldAddress, leads_to
from initiatives.models.case import Case, Decision, Report, report
from initiatives.models.comment import Comment, CommentVersion, write
from initiatives.models.energy import Answer, EnergyCheck, EnergyRound, say_energy
from initiatives.models.feed import Feed, close_feed, open_feed
from initiatives.models.handover import Handover, ask_to_pull, offer_to_pull
from initiatives.models.initiative import Initiative, propose
from initiatives.models.joining import UNDER_WAY
from initiatives.models.keeping import archive, archive_old, retitle, take_out
from initiatives.models.lineage import Kind, Lineage, descend
from initiatives.models.objection import Objection, Outcome, object_to
from initiatives.models.participation import PROMISE, Participation, ParticipationQuerySet, take_part
from initiatives.models.photo import MOST_PHOTOS, Photo, Trouble, illustrate, make_next
from initiatives.models.result import Counting, Result, finish
from initiatives.models.role import OFFERED, Need, Role
from initiatives.models.rows import PATIENCE, InitiativeQuerySet
from initiatives.models.saved_search import SavedSearch, follow_search, place
from initiatives.models.series import Pattern, Series
from initiatives.models.shift import Shift, ShiftKind, ShiftOutcome, ask_to_merge, ask_to_move
from initiatives.models.signup import MOST_GUESTS, SignUp, SignUpStatus, sign_up
from initiatives.models.status import DOING, EDITABLE, OPEN, PUBLIC, QUIET, Status
from initiatives.models.tidings import Tidings, tell_next
from initiatives.models.update import Update, post_update

__all__ = [
    "DOING",
    "EDITABLE",
    "MOST_GUESTS",
    "MOST_PHOTOS",
    "OFFERED",
    "OPEN",
    "PATIENCE",
    "PROMISE",
    "PUBLIC",
    "QUIET",
    "UNDER_WAY",
    "Activity",
    "ActivityQuerySet",
    "Answer",
    "Case",
    "Comment",
    "CommentVersion",
    "Counting",
    "Decision",
    "EnergyCheck",
    "EnergyRound",
    "Feed",
    "Handover",
    "Initiative",
    "InitiativeQuerySet",
    "Kind",
    "Lineage",
    "Need",
    "Objection",
    "OldAddress",
    "Outcome",
    "Participation",
    "ParticipationQuerySet",
    "Pattern",
    "Photo",
    "Report",
    "Result",
    "Role",
    "SavedSearch",
    "Series",
    "Shift",
    "ShiftKind",
    "ShiftOutcome",
    "SignUp",
    "SignUpStatus",
    "Status",
    "StepFree",
    "Tidings",
    "Trouble",
    "Update",
    "archive",
    "archive_old",
    "ask_to_merge",
    "ask_to_move",
    "ask_to_pull",
    "close_feed",
    "descend",
    "finish",
    "follow_search",
    "illustrate",
    "leads_to",
    "make_next",
    "object_to",
    "offer_to_pull",
    "open_feed",
    "place",
    "post_update",
    "propose",
    "report",
    "retitle",
    "say_energy",
    "sign_up",
    "take_out",
    "take_part",
    "tell_next",
    "write",
]
