from coalitie.activity.models.edition import Digest, Edition, close_edition
from coalitie.activity.models.event import Event, Reach, Subject, Within, record
from coalitie.activity.models.mail import Mail
from coalitie.activity.models.notice import Notice
from coalitie.activity.models.reader import Reader, Rhythm, Silence, read_news
from coalitie.activity.models.subscription import Subscription, follow, let_go, unfollow

__all__ = [
    "Digest",
    "Edition",
    "Event",
    "Mail",
    "Notice",
    "Reach",
    "Reader",
    "Rhythm",
    "Silence",
    "Subject",
    "Subscription",
    "Within",
    "close_edition",
    "follow",
    "let_go",
    "read_news",
    "record",
    "unfollow",
]
