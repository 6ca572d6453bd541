"""Reads the CBS file of all addresses (postcode, number, buurt) and keeps which postcode lies in which buurt.

Eight million lines pass by one at a time; only Amsterdam's are counted. No address is kept, only how many there are.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from platforms.models import Area, Postcode

PC6 = re.compile(rb"[1-9][0-9]{3}[A-Z]{2}")
AMSTERDAM = b"0363"
LONGEST = 1000
LEAST = 0.8  # of the addresses that were there; with fewer the file is more likely half than right


class BadFile(Exception):
    """The file cannot be trusted. Says on which line, in words for the operator."""


@dataclass(frozen=True)
class Report:
    lines: int
    postcodes: int
    in_more_buurten: int


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The bytes of a CSV file, or of the one in a zip, and how many there are."""
    try:
        if not zipfile.is_zipfile(path):
            if path.suffix.lower() == ".zip":
                raise BadFile("broken or half a zip file")
            with path.open("rb") as file:
                yield file, path.stat().st_size
            return
        with zipfile.ZipFile(path) as archive:
            names = [info for info in archive.infolist() if info.filename.lower().endswith("_gwb.csv")]
            names = names or [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
            if len(names) != 1:
                raise BadFile(f"holds {len(names)} CSV files instead of one")
            with archive.open(names[0]) as file:
                yield file, names[0].file_size
    except OSError as error:
        raise BadFile(error.strerror or "cannot be read") from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(f"broken zip file ({error})") from None


def count(lines: Iterable[bytes], buurten: dict[bytes, int]) -> tuple[Counter[tuple[bytes, int]], int]:
    """How many addresses each postcode has in each buurt. ``buurten``: CBS code without BU, and our key."""
    found: Counter[tuple[bytes, int]] = Counter()
    separator, at_pc6, at_buurt, columns, number = b",", 0, 0, 0, 0
    for number, line in enumerate(lines, 1):
        if number == 1:
            separator, at_pc6, at_buurt, columns = _header(line)
            continue
        cells = line.split(separator)
        if len(cells) != columns or len(line) > LONGEST:
            if not line.strip() and number > 2:
                continue
            raise BadFile(f"line {number}: {len(cells)} columns instead of {columns}")
        if not line.isascii():
            raise BadFile(f"line {number}: holds a byte that is no plain letter or digit; another encoding?")
        if AMSTERDAM[1:] not in cells[at_buurt]:
            continue
        buurt = cells[at_buurt].strip(b'" \r\n').removeprefix(b"BU").rjust(8, b"0")
        if not buurt.startswith(AMSTERDAM):
            continue
        pc6 = cells[at_pc6].strip(b'" \r\n').replace(b" ", b"")
        if not PC6.fullmatch(pc6):
            raise BadFile(f"line {number}: {pc6.decode()!r} is no postcode")
        if buurt not in buurten:
            raise BadFile(f"line {number}: buurt {buurt.decode()} is not known here; is the file of another year?")
        found[pc6, buurten[buurt]] += 1
    if number == 0:
        raise BadFile("the file is empty")
    if not found:
        raise BadFile("no address in Amsterdam was found")
    return found, number


def _header(line: bytes) -> tuple[bytes, int, int, int]:
    separator = b";" if line.count(b";") > line.count(b",") else b","
    names = [cell.strip(b'" \r\n').lower() for cell in line.removeprefix(b"\xef\xbb\xbf").split(separator)]
    buurt = [at for at, name in enumerate(names) if re.fullmatch(rb"buurt(20\d\d)?", name)]
    if len(line) > LONGEST or "pc6" not in [name.decode("ascii", "replace") for name in names] or len(buurt) != 1:
        raise BadFile("line 1: no columns PC6 and Buurt; is this the CBS file pc6hnr…_gwb.csv?")
    return separator, names.index(b"pc6"), buurt[0], len(names)


def replace(path: Path, watch: Callable[[IO[bytes], int], Iterable[bytes]]) -> Report:
    """Puts the file in the place of what was imported before. ``watch`` hands on the lines and shows how far it is."""
    codes = Area.objects.buurten().exclude(cbs_code="").values_list("cbs_code", "pk")
    buurten = {code.removeprefix("BU").encode(): pk for code, pk in codes}
    with opened(path) as (file, size):
        found, lines = count(watch(file, size), buurten)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("LOCK TABLE platforms_postcode IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT coalesce(sum(addresses), 0) FROM platforms_postcode")
        before, now = cursor.fetchone()[0], sum(found.values())
        if now < LEAST * before:
            raise BadFile(f"holds {now} addresses in Amsterdam where there were {before}; is it half?")
        Postcode.objects.all().delete()
        with cursor.copy("COPY platforms_postcode (pc6, buurt_id, addresses) FROM STDIN") as copy:
            for (pc6, buurt), addresses in sorted(found.items()):
                copy.write_row((pc6.decode(), buurt, addresses))
    per_postcode = Counter(pc6 for pc6, _ in found)
    return Report(lines, len(per_postcode), sum(number > 1 for number in per_postcode.values()))
