#!/usr/bin/env python3
"""Entrance for every command; see README.md for the ones a newcomer needs."""

import os
import sys

SERVES = {"runserver", "worker"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalitie.settings")
    from coalitie.lib.env import BadSetting
    from coalitie.lib.postgres import NoServer, meets_database, offer_embedded

    if not SERVES & set(sys.argv[1:2]):
        # A page answers within seconds or not at all; a migration or an import takes the time it takes.
        os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")
    try:
        offer_embedded()
        if meets_database(sys.argv[1:]):
            from coalitie.lib.checks import refuse_unready

            refuse_unready()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(f"A setting cannot be meant: {error}")
    except NoServer as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
