"""Who may do what with talk, with what was reported, and with a decision about it."""

from coalitie.people.models import Person, User
from initiatives.models import Case, ChangeIdea, Comment, Decision, Initiative, Objection, Update
from initiatives.models.topic import Topic, platform_of
from platforms.models import Platform, Role


def of_topic(user: Person, topic: Topic) -> set[str]:
    """What one may do with a thing that one may read. A visitor may too: they sign in on the way."""
    if not is_public(topic):
        return set()
    own = isinstance(user, User) and topic.author_id == user.pk
    return {"talk"} if own else {"talk", "report"}


def is_public(topic: Topic | ChangeIdea) -> bool:
    if isinstance(topic, ChangeIdea):
        return topic.is_public
    if isinstance(topic, Update):
        return topic.hidden_at is None and topic.deleted_at is None and is_public(topic.initiative)
    shown = topic.hidden_at is None and topic.platform.hidden_at is None
    if isinstance(topic, Initiative):
        return shown and topic.is_public
    whole = topic.initiative
    return shown and (whole is None or (whole.is_public and whole.hidden_at is None))


def of_comment(user: Person, comment: Comment) -> set[str]:
    """Its writer changes it for a quarter of an hour and deletes it for ever; others answer it and report it."""
    own = isinstance(user, User) and comment.author_id == user.pk
    if comment.deleted_at is not None:
        return set()
    public = comment.is_shown and is_public(comment.topic)
    may = {"read"} if own or public or moderates(user, platform_of(comment)) else set()
    if own:
        looked_at = Decision.objects.filter(case__comment=comment).exists()
        may |= {"delete"} | ({"edit"} if public and comment.is_fresh and not looked_at else set())
    elif public:
        may |= {"report"}
    if public and comment.parent_id is None:
        may |= {"answer"}
    return may


def of_case(user: Person, case: Case) -> set[str]:
    """The desk of the platform, and never who wrote it: they would also read who complained."""
    if not isinstance(user, User) or case.author_id == user.pk or not moderates(user, case.platform):
        return set()
    return {"read"} | case.possible(case.thing)


def of_decision(user: Person, decision: Decision) -> set[str]:
    """A decision is between the desk and the writer, who may ask once for other eyes."""
    if not isinstance(user, User) or decision.author_id != user.pk:
        return set()
    asked = Objection.objects.filter(decision=decision).exists()
    return {"read"} | ({"object"} if decision.is_hard and decision.words and not asked else set())


def of_objection(user: Person, objection: Objection) -> set[str]:
    """A second look: by a desk of another platform or the team, not by who said no, not by who wrote it."""
    if not isinstance(user, User) or not Objection.objects.reviewable_by(user).filter(pk=objection.pk).exists():
        return set()
    return {"read", "review"} if objection.waits and objection.judge_id != user.pk else {"read"}


def moderates(user: Person, platform: Platform | None, role: str | None = None) -> bool:
    """``role`` is what this person is at the platform, for who has asked it already."""
    if not isinstance(user, User) or not (user.in_team or user.desk_since):
        return False
    if user.in_team or platform is None:
        return user.in_team
    if role is not None:
        return role == Role.COORDINATOR
    return user.memberships.coordinating().filter(platform=platform).exists()
