"""Compile the catalogues that changed. In place of Django's own command, which needs GNU gettext."""

from django.core.management.base import BaseCommand

from coalitie.lib.catalogue import compile_stale


class Command(BaseCommand):
    requires_system_checks = []  # they would ask a database, and this knows files only
    help = "Make what the site reads of what people translated. Part of the set-up; see README."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{len(compile_stale())} catalogues compiled")
