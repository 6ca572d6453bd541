from coalitie.people.models.limit import Limit
from coalitie.people.models.parked import Parked
from coalitie.people.models.proof import Proof
from coalitie.people.models.user import Person, User, clean_address

__all__ = ["Limit", "Parked", "Person", "Proof", "User", "clean_address"]
