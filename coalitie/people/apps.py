from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "coalitie.people"
    label = "people"
    verbose_name = "Mensen"
