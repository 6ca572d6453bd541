"""A version of what the city map shows, renewed by the database itself in the transaction of each change."""

from django.db import migrations

TABLES = ("platforms_area", "platforms_platform", "platforms_platform_areas")
WATCH = (
    "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION platforms_city_changed()"
)
MAKE = [
    "CREATE TABLE platforms_city (version uuid NOT NULL)",
    "INSERT INTO platforms_city VALUES (gen_random_uuid())",
    """
    CREATE FUNCTION platforms_city_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE platforms_city SET version = gen_random_uuid();
        RETURN NULL;
    END $$
    """,
    *[f"CREATE TRIGGER city_changed {WATCH.format(table)}" for table in TABLES],
]
UNMAKE = [
    *[f"DROP TRIGGER city_changed ON {table}" for table in TABLES],
    "DROP FUNCTION platforms_city_changed()",
    "DROP TABLE platforms_city",
]


class Migration(migrations.Migration):
    dependencies = [("platforms", "0004_hidden_ones_at_hand")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
