from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from coalitie.activity.models import Digest, Notice
from coalitie.activity.outbox import forget_old_mail
from coalitie.people.actions import forget_stale

READ_KEPT = timedelta(days=365)


class Command(BaseCommand):
    help = "Forget what has had its time: codes, parked choices, counters, old mail, old sessions. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")
        Notice.objects.filter(at__lt=timezone.now() - READ_KEPT).exclude(read_at=None).delete()
        Digest.objects.filter(at__lt=timezone.now() - READ_KEPT).delete()
        self.stdout.write(f"Forgotten: {forget_stale()} codes, choices and counters; {forget_old_mail()} mails.")
