from django.core.management import BaseCommand

from platforms.actions import remind
from platforms.models.right import remind_of_reviews


class Command(BaseCommand):
    help = "Remind coordinators of people who have been waiting for an answer. Safe to run at any time, and twice."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Reminded {remind()} platforms of people who wait.")
        self.stdout.write(f"Asked of {remind_of_reviews()} lines of the register whether they still hold.")
