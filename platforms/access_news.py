"""Who may do what with a piece of news: the team with all, a coordinator with what is of the own platform."""

from coalitie.people.models import Person, User
from platforms.models import Platform, Post
from platforms.models.news import PostStatus


def of_post(user: Person, post: Post) -> set[str]:
    if not isinstance(user, User) or not runs(user, post):
        open_to_all = post.is_live and (post.platform is None or post.platform.hidden_at is None)
        return {"read"} if open_to_all else set()
    may = {"read", "edit"}
    if post.status in {PostStatus.DRAFT, PostStatus.WITHDRAWN, PostStatus.PLANNED} and not post.is_live:
        may.add("publish")
    if post.status == PostStatus.PLANNED and not post.is_live:
        may.add("unplan")
    if post.status in {PostStatus.PLANNED, PostStatus.PUBLISHED}:
        may.add("withdraw")
    return may


def runs(user: User, post: Post) -> bool:
    if user.in_team:
        return True
    return post.platform_id is not None and Platform.objects.moderated_by(user).filter(pk=post.platform_id).exists()
