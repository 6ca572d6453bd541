from platforms.models.area import Area, Level
from platforms.models.exchange import Exchange, ExchangeStatus
from platforms.models.interest import Interest, Nursery
from platforms.models.introduction import Answer, GroupMessage, Introduction, Invitation
from platforms.models.link import LinkKind, PlatformLink
from platforms.models.means import Direction, Means, MeansKind
from platforms.models.membership import PULLING, Contact, Membership, Role, Status, appoint, join
from platforms.models.news import Post, PostStatus, write_post
from platforms.models.nursery import Buddy, BuddyStatus, Step, StepDone
from platforms.models.outline import Outline, Postcode
from platforms.models.peer_review import PeerExample, PeerReview, ReviewStatus
from platforms.models.place import place_areas, place_platform
from platforms.models.platform import LegalForm, Platform, Welcome
from platforms.models.right import Right, RightState, Standing
from platforms.models.stage import GROWING, NEXT, Stage, StageChange

__all__ = [
    "GROWING",
    "NEXT",
    "PULLING",
    "Answer",
    "Area",
    "Buddy",
    "BuddyStatus",
    "Contact",
    "Direction",
    "Exchange",
    "ExchangeStatus",
    "GroupMessage",
    "Interest",
    "Introduction",
    "Invitation",
    "LegalForm",
    "Level",
    "LinkKind",
    "Means",
    "MeansKind",
    "Membership",
    "Nursery",
    "Outline",
    "PeerExample",
    "PeerReview",
    "Platform",
    "PlatformLink",
    "Post",
    "PostStatus",
    "Postcode",
    "ReviewStatus",
    "Right",
    "RightState",
    "Role",
    "Stage",
    "StageChange",
    "Standing",
    "Status",
    "Step",
    "StepDone",
    "Welcome",
    "appoint",
    "join",
    "place_areas",
    "place_platform",
    "write_post",
]
