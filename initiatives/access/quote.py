"""Who may do what with a sentence for the value sheet."""

from coalitie.people.models import Person, User
from initiatives.models import Quote


def of_quote(user: Person, quote: Quote) -> set[str]:
    """Whose words they are takes them back; the desk chooses, but never one's own."""
    if not isinstance(user, User):
        return set()
    if quote.person_id == user.pk:
        return {"read", "take_back"}
    if not Quote.objects.moderated_by(user).filter(pk=quote.pk).exists():
        return set()
    return {"read", "choose" if quote.chosen_at is None else "take_off"}
