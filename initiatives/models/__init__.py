from initiatives.models.activity import Activity, ActivityQuerySet, StepFree
from initiatives.models.address import OldAddress, leads_to
from initiatives.models.asking import draft_question
from initiatives.models.body import Body, BodyKind
from initiatives.models.case import Case, Decision, Report, report
from initiatives.models.change_idea import ChangeIdea, add_idea
from initiatives.models.comment import Comment, CommentVersion, write
from initiatives.models.correcting import correct
from initiatives.models.energy import Answer, EnergyCheck, EnergyRound, say_energy
from initiatives.models.feed import Feed, close_feed, open_feed
from initiatives.models.handover import Handover, ask_to_pull, offer_to_pull
from initiatives.models.idea_stage import IdeaStage, Theme
from initiatives.models.initiative import Initiative, propose
from initiatives.models.joining import UNDER_WAY
from initiatives.models.joint_letter import Signature, SignatureStatus, invite
from initiatives.models.keeping import archive, archive_old, retitle, take_out
from initiatives.models.lineage import Kind, Lineage, descend
from initiatives.models.objection import Objection, Outcome, object_to
from initiatives.models.participation import PROMISE, Participation, ParticipationQuerySet, take_part
from initiatives.models.photo import MOST_PHOTOS, Photo, Trouble, illustrate, make_next
from initiatives.models.question import Question, QuestionStatus, Way
from initiatives.models.quote import Quote, Shows, say_quote
from initiatives.models.recognition import IdeaStep, Recognition, recognise, take_example_back
from initiatives.models.reply import Correction, Milestone, MilestoneKind, Reply
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
from initiatives.models.wait import Outcome as WaitOutcome
from initiatives.models.wait import Wait

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
    "Body",
    "BodyKind",
    "Case",
    "ChangeIdea",
    "Comment",
    "CommentVersion",
    "Correction",
    "Counting",
    "Decision",
    "EnergyCheck",
    "EnergyRound",
    "Feed",
    "Handover",
    "IdeaStage",
    "IdeaStep",
    "Initiative",
    "InitiativeQuerySet",
    "Kind",
    "Lineage",
    "Milestone",
    "MilestoneKind",
    "Need",
    "Objection",
    "OldAddress",
    "Outcome",
    "Participation",
    "ParticipationQuerySet",
    "Pattern",
    "Photo",
    "Question",
    "QuestionStatus",
    "Quote",
    "Recognition",
    "Reply",
    "Report",
    "Result",
    "Role",
    "SavedSearch",
    "Series",
    "Shift",
    "ShiftKind",
    "ShiftOutcome",
    "Shows",
    "SignUp",
    "SignUpStatus",
    "Signature",
    "SignatureStatus",
    "Status",
    "StepFree",
    "Theme",
    "Tidings",
    "Trouble",
    "Update",
    "Wait",
    "WaitOutcome",
    "Way",
    "add_idea",
    "archive",
    "archive_old",
    "ask_to_merge",
    "ask_to_move",
    "ask_to_pull",
    "close_feed",
    "correct",
    "descend",
    "draft_question",
    "finish",
    "follow_search",
    "illustrate",
    "invite",
    "leads_to",
    "make_next",
    "object_to",
    "offer_to_pull",
    "open_feed",
    "place",
    "post_update",
    "propose",
    "recognise",
    "report",
    "retitle",
    "say_energy",
    "say_quote",
    "sign_up",
    "take_example_back",
    "take_out",
    "take_part",
    "tell_next",
    "write",
]
