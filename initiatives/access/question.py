"""Who may do what with a question to a body, and with a signature under it."""

from coalitie.people.models import Person, User
from initiatives.models import Initiative, Question, QuestionStatus, Signature, SignatureStatus
from platforms.models import PULLING, Platform, Role


def may_ask(user: Person, platform: Platform, initiative: Initiative | None = None) -> bool:
    """Who pulls the platform, or an initiative of it, may write a question in its name."""
    if not isinstance(user, User):
        return False
    if user.in_team or user.memberships.pulling().filter(platform=platform).exists():
        return True
    return initiative is not None and user.participations.pulling().filter(initiative=initiative).exists()


def may_ask_somewhere(user: Person) -> bool:
    """Whether there is any platform, or initiative of one, that this person pulls."""
    return isinstance(user, User) and (user.memberships.pulling().exists() or user.participations.pulling().exists())


def of_question(user: Person, question: Question) -> set[str]:
    public = question.is_public and question.platform.hidden_at is None
    may = {"read"} if public else set()
    if not isinstance(user, User):
        return may
    role = user.memberships.current().filter(platform=question.platform_id).values_list("role", flat=True).first()
    desk = user.in_team or role == Role.COORDINATOR
    runs = desk or role in PULLING or pulls_initiative(user, question)
    if runs or question.author_id == user.pk or is_asked_to_sign(user, question):
        may.add("read")
    if runs:
        may |= of_those_who_run(question)
    if desk:
        may |= of_desk(question)
    if user.in_team and question.asked_on is not None:
        may.add("hide" if question.hidden_at is None else "show")
    return may


def of_those_who_run(question: Question) -> set[str]:
    match question.status:
        case QuestionStatus.DRAFT:
            return {"run", "edit", "offer", "invite"}
        case QuestionStatus.READY:
            return {"run", "take_back", "invite"}
        case QuestionStatus.ASKED:
            return {"run", "note", "answer"}
        case QuestionStatus.ANSWERED:
            return {"run", "tell_what_next", "reopen"}
    return {"run"}


def of_desk(question: Question) -> set[str]:
    """In the name of the platform: sending, withdrawing, putting right."""
    match question.status:
        case QuestionStatus.DRAFT:
            return {"desk", "withdraw"}
        case QuestionStatus.READY:
            return {"desk", "send", "withdraw"}
        case QuestionStatus.ASKED:
            return {"desk", "withdraw", "correct"}
        case QuestionStatus.ANSWERED:
            return {"desk", "correct"}
    return {"desk"}


def of_signature(user: Person, signature: Signature) -> set[str]:
    """Only the coordinators of the platform itself decide, not the team: it is their name."""
    question = signature.question
    if not isinstance(user, User) or question.status == QuestionStatus.DRAFT:
        return set()
    if not user.memberships.coordinating().filter(platform=signature.platform_id).exists():
        return {"read"} if "read" in of_question(user, question) else set()
    if question.status != QuestionStatus.READY:
        return {"read"}
    yes = signature.status == SignatureStatus.YES
    can_refuse = signature.status == SignatureStatus.OPEN
    return {"read"} | ({"withdraw"} if yes else {"sign"}) | ({"refuse"} if can_refuse else set())


def pulls_initiative(user: User, question: Question) -> bool:
    if question.initiative_id is None:
        return False
    return user.participations.pulling().filter(initiative=question.initiative_id).exists()


def is_asked_to_sign(user: User, question: Question) -> bool:
    if question.status == QuestionStatus.DRAFT or not user.desk_since:
        return False
    own = user.memberships.coordinating().values("platform")
    return question.signatures.filter(platform__in=own).exists()
