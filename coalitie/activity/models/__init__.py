from coalitie.activity.models.event import Event, Subject, record
from coalitie.activity.models.mail import Mail

__all__ = ["Event", "Mail", "Subject", "record"]
