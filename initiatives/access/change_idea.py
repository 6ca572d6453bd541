"""Who may do what with an idea for change."""

from collections.abc import Iterable

from coalitie.people.models import Person, User
from initiatives.models import ChangeIdea, IdeaStage
from platforms.models import Platform


def of_idea(user: Person, idea: ChangeIdea) -> set[str]:
    may = {"read"} if idea.is_public else set()
    if idea.is_public:
        may.add("report")
    if not isinstance(user, User):
        return may
    own = idea.author_id == user.pk
    if idea.merged_into_id is None and (own or user.in_team):
        may.add("read")
    if own:
        may.discard("report")
        if idea.is_public and idea.stage == IdeaStage.COLLECTED and not idea.recognitions.exists():
            may.add("edit")
    if idea.is_public and speaks_for(user):
        may.add("recognise")
    if user.in_team and idea.merged_into_id is None:
        may |= {"move_on", "add_paper", "merge"}
        # Nobody judges what they wrote themselves.
        may |= set() if own else {"hide" if idea.hidden_at is None else "show"}
    return may


def speaks_for(user: User) -> Iterable[Platform]:
    """The platforms in whose name this person may give an example."""
    pulling = user.memberships.pulling().values("platform")
    return list(Platform.objects.visible_to(user).filter(hidden_at=None, pk__in=pulling).alphabetical())
