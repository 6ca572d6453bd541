from django.db import migrations

FORWARD = """
CREATE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL
       AND (NEW.id, NEW.subject_id, NEW.verb, NEW.at, NEW.reason, NEW.data)
           IS NOT DISTINCT FROM (OLD.id, OLD.subject_id, OLD.verb, OLD.at, OLD.reason, OLD.data) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An event is written once' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_stays';
END $$;
CREATE TRIGGER activity_event_stays BEFORE UPDATE ON activity_event
    FOR EACH ROW EXECUTE FUNCTION activity_event_stays();
"""
BACKWARD = "DROP TRIGGER activity_event_stays ON activity_event; DROP FUNCTION activity_event_stays();"


class Migration(migrations.Migration):
    """An event is not rewritten. Only who did it may be forgotten, when that person erases the account."""

    dependencies = [("activity", "0001_start")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
