"""Several people at the same moment, with real threads and connections."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from coalitie.lib.refused import Refused


def together(*acts: Callable[[], Any], no: tuple[type[Exception], ...] = ()) -> list[Any]:
    """All let go at once, each in a connection of its own. What each gave back, first come first; for one that was
    refused the name of the refusal."""
    said: list[Any] = []
    refusals: tuple[type[Exception], ...] = (Refused, *no)
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            said.append(act())
        except refusals as refused:
            said.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return said
