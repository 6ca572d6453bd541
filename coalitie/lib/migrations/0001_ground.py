"""What every later table may lean on: extensions, ``plain(text)``, the Dutch search configuration, the cache table."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# unaccent() is only STABLE because its dictionary could be swapped; with the dictionary named it may be indexed.
PLAIN = """
CREATE FUNCTION plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$
"""
DUTCH = """
CREATE TEXT SEARCH CONFIGURATION nederlands (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION nederlands
    ALTER MAPPING FOR hword, hword_part, word, asciihword, asciiword, hword_asciipart WITH unaccent, dutch_stem
"""


def create_cache_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(PLAIN, "DROP FUNCTION plain(text)"),
        migrations.RunSQL(DUTCH, "DROP TEXT SEARCH CONFIGURATION nederlands"),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
