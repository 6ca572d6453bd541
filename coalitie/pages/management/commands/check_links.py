from django.core.management import BaseCommand

from coalitie.pages.indexing import check_some


class Command(BaseCommand):
    help = "See whether the short addresses to other sites still work: those that nobody looked at for a week."

    def handle(self, *args: object, **options: object) -> None:
        check_some()
