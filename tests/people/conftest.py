import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def mail_through_the_outbox(settings: Settings) -> None:
    """Test runners swap every mailer for one in memory; here the outbox itself is what matters."""
    settings.MAILERS = {
        "default": {"BACKEND": "coalitie.activity.outbox.OutboxBackend"},
        "wire": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
