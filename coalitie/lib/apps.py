from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "coalitie.lib"
    label = "lib"

    def ready(self) -> None:
        from django.core import checks

        from coalitie.lib.checks import production_is_ready

        checks.register(production_is_ready)
