from coalitie.activity.models.event import Event, Reach, Subject, Within, record
from coalitie.activity.models.mail import Mail
from coalitie.activity.models.subscription import Subscription, follow, unfollow

__all__ = ["Event", "Mail", "Reach", "Subject", "Subscription", "Within", "follow", "record", "unfollow"]
