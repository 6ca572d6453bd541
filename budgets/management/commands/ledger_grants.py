"""Gives the role that the site uses what it needs, and takes from it the right to change what is only added to.

Run it as the owner of the tables, after ``migrate``; run again it changes nothing. Who wrote a row may still be
forgotten: that one column of it, ``by_id``, may be emptied, which a trigger watches over.
"""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

# What is only added to says so itself, by the trigger that guards it.
ADD_ONLY = """
SELECT c.relname, EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'by_id' AND NOT a.attisdropped
)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'budgets_add_only' AND NOT t.tgisinternal ORDER BY c.relname
"""
EVERYTHING = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


class Command(BaseCommand):
    help = "Let ROLE use the site's tables, and let it only add to the ledger and the other records."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", metavar="ROLE", help="the database role in the DATABASE_URL of the site")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        name = sql.Identifier(role)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper, rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no database role {role}.")
            if found[0]:
                raise CommandError(f"{role} is a superuser: nothing can be taken from it. Choose an ordinary role.")
            if not found[1]:
                for statement in EVERYTHING:
                    cursor.execute(sql.SQL(statement).format(role=name))
            cursor.execute(ADD_ONLY)
            tables = cursor.fetchall()
            for table, has_by in tables:
                words = {"table": sql.Identifier(table), "role": name}
                cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(**words))
                if has_by:
                    cursor.execute(sql.SQL("GRANT UPDATE (by_id) ON {table} TO {role}").format(**words))
        self.stdout.write(f"{role} can only add to {', '.join(table for table, _by in tables)}.")
