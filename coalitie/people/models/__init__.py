from django.contrib.auth.models import AnonymousUser

from coalitie.people.models.limit import Limit
from coalitie.people.models.parked import Parked
from coalitie.people.models.proof import Proof
from coalitie.people.models.user import User, clean_address

# Whoever sends a request: somebody with an account, or a visitor.
Person = User | AnonymousUser

__all__ = ["Limit", "Parked", "Person", "Proof", "User", "clean_address"]
