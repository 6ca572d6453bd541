from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

TAKE = """
    INSERT INTO people_limit (key, starts_at, taken) VALUES (%s, %s, 1)
    ON CONFLICT (key, starts_at) DO UPDATE SET taken = people_limit.taken + 1 WHERE people_limit.taken < %s
    RETURNING taken
"""


class Limit(models.Model):
    """How often something was done within a stretch of time.

    Counted by one statement in the database, so the number is exact over all workers; a count in a cache is read,
    raised and written, and lets more through. The key is an HMAC that changes daily, so no address is stored here.
    """

    key = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    taken = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "starts_at"], name="limit_once_per_stretch")]
        indexes = [models.Index(fields=["starts_at"], name="limit_by_start")]

    def __str__(self) -> str:
        return f"{self.taken} ({self.starts_at:%d-%m %H:%M})"

    @classmethod
    def take(cls, kind: str, value: object, *, most: int, per: timedelta) -> bool:
        """Take one of `most` per stretch of time; False when they are all taken."""
        key, starts_at = cls._stretch(kind, value, per)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [key, starts_at, most])
            return cursor.fetchone() is not None

    @classmethod
    def is_spent(cls, kind: str, value: object, *, most: int, per: timedelta) -> bool:
        """Whether `most` were taken in this stretch, without taking one: for what only counts when it fails."""
        key, starts_at = cls._stretch(kind, value, per)
        return cls.objects.filter(key=key, starts_at=starts_at, taken__gte=most).exists()

    @staticmethod
    def _stretch(kind: str, value: object, per: timedelta) -> tuple[str, datetime]:
        now = timezone.now()
        seconds = int(per.total_seconds())
        starts_at = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
        return salted_hmac(f"limit.{kind}.{starts_at:%Y-%m-%d}", str(value), algorithm="sha256").hexdigest(), starts_at
