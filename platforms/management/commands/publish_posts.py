from django.core.management import BaseCommand

from platforms.models.news import tell_planned


class Command(BaseCommand):
    help = "Tell who follows a platform of news whose planned moment has come. It stands on the site by itself."

    def handle(self, *args: object, **options: object) -> None:
        tell_planned()
