#!/usr/bin/env python3
"""Entrance for every command; see README.md for the ones a newcomer needs."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalitie.settings")
    from coalitie.lib.postgres import offer_embedded

    offer_embedded()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
