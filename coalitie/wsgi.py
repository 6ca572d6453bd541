"""What the web server loads: ``granian --interface wsgi coalitie.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from coalitie.lib.checks import refuse_unready
from coalitie.lib.env import BadSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalitie.settings")
try:
    refuse_unready(serving=True)
    application = get_wsgi_application()
except BadSetting as error:
    raise SystemExit(f"A setting cannot be meant: {error}") from None
