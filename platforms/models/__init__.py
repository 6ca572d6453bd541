from platforms.models.area import Area, Level
from platforms.models.exchange import Exchange, ExchangeStatus
from platforms.models.link import LinkKind, PlatformLink
from platforms.models.means import Direction, Means, MeansKind
from platforms.models.membership import PULLING, Contact, Membership, Role, Status, appoint, join
from platforms.models.news import Post, PostStatus, write_post
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
    "Area",
    "Contact",
    "Direction",
    "Exchange",
    "ExchangeStatus",
    "LegalForm",
    "Level",
    "LinkKind",
    "Means",
    "MeansKind",
    "Membership",
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
    "Welcome",
    "appoint",
    "join",
    "place_areas",
    "place_platform",
    "write_post",
]
