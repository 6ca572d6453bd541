from django.core.management import BaseCommand

from coalitie.pages.notices import ask_to_check


class Command(BaseCommand):
    help = "Ask the team whether pages are still right, on the day that they chose. Safe to run at any time, and twice."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Asked about {ask_to_check()} pages.")
