"""What the database refuses, whoever asks: rewriting what is on record, changing rules after people acted on them,
a ballot outside the time to vote, and money that is not there."""

from django.db import migrations

# Rows that are only added. Who wrote one may be forgotten (by_id becomes NULL) when that person erases the account.
ADD_ONLY = """
CREATE FUNCTION budgets_add_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ? 'by_id' AND to_jsonb(NEW) ->> 'by_id' IS NULL
       AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_add_only';
END $$;
"""
ADD_ONLY_TABLES = ("budgets_entry", "budgets_revision", "budgets_logline", "budgets_count", "budgets_sealedballot")

# Rules stand still once the list is fixed. What may still change: the phase, holding it, and the lot.
RULES = """
CREATE FUNCTION budgets_rules_stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['phase', 'held_at', 'held_by_id', 'reason', 'lot', 'made_by_id', 'accounting_at', 'closes_at'];
BEGIN
    IF OLD.frozen_at IS NOT NULL AND to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'The rules of round % are frozen', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_rules_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_rules_stand_still BEFORE UPDATE ON budgets_round
    FOR EACH ROW EXECUTE FUNCTION budgets_rules_stand_still();

CREATE FUNCTION budgets_list_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['status', 'reason', 'author_id', 'shows_author'];
    frozen boolean;
BEGIN
    SELECT frozen_at IS NOT NULL INTO frozen FROM budgets_round
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END FOR SHARE;
    IF frozen AND (TG_OP <> 'UPDATE' OR to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'The list of this round is frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_list_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_list_stands_still BEFORE INSERT OR UPDATE OR DELETE ON budgets_request
    FOR EACH ROW EXECUTE FUNCTION budgets_list_stands_still();

CREATE FUNCTION budgets_costs_stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    still boolean;
BEGIN
    SELECT ro.frozen_at IS NOT NULL OR re.status IN ('granted', 'running', 'done', 'lapsed') INTO still
        FROM budgets_request re JOIN budgets_round ro ON ro.id = re.round_id
        WHERE re.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.request_id ELSE NEW.request_id END FOR SHARE OF ro;
    IF still THEN
        RAISE EXCEPTION 'The costs of this plan are frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_costs_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_costs_stand_still BEFORE INSERT OR UPDATE OR DELETE ON budgets_costline
    FOR EACH ROW EXECUTE FUNCTION budgets_costs_stand_still();

CREATE FUNCTION budgets_checklist_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_in text;
BEGIN
    SELECT phase INTO now_in FROM budgets_round
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END FOR SHARE;
    IF now_in IS NOT NULL AND now_in <> 'draft' THEN
        RAISE EXCEPTION 'The checklist was published before requests came in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'checklist_published';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_checklist_stands_still BEFORE INSERT OR UPDATE OR DELETE ON budgets_checkpoint
    FOR EACH ROW EXECUTE FUNCTION budgets_checklist_stands_still();
"""
RULES_BACK = """
DROP TRIGGER budgets_checklist_stands_still ON budgets_checkpoint; DROP FUNCTION budgets_checklist_stands_still();
DROP TRIGGER budgets_costs_stand_still ON budgets_costline; DROP FUNCTION budgets_costs_stand_still();
DROP TRIGGER budgets_list_stands_still ON budgets_request; DROP FUNCTION budgets_list_stands_still();
DROP TRIGGER budgets_rules_stand_still ON budgets_round; DROP FUNCTION budgets_rules_stand_still();
"""

# Whose round it is says whose members vote: that is one of its rules too.
PLACES = """
CREATE FUNCTION budgets_places_stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen boolean;
BEGIN
    SELECT frozen_at IS NOT NULL INTO frozen FROM budgets_round
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.round_id ELSE OLD.round_id END FOR SHARE;
    IF frozen OR TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'The platforms and areas of this round are frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_places_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_places_stand_still BEFORE INSERT OR UPDATE OR DELETE ON budgets_round_platforms
    FOR EACH ROW EXECUTE FUNCTION budgets_places_stand_still();
CREATE TRIGGER budgets_places_stand_still BEFORE INSERT OR UPDATE OR DELETE ON budgets_round_areas
    FOR EACH ROW EXECUTE FUNCTION budgets_places_stand_still();
"""
PLACES_BACK = """
DROP TRIGGER budgets_places_stand_still ON budgets_round_areas;
DROP TRIGGER budgets_places_stand_still ON budgets_round_platforms; DROP FUNCTION budgets_places_stand_still();
"""

# The clock of the database says when the box is open; a statement that began in time and waited is too late.
BOX = """
CREATE FUNCTION budgets_box_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r budgets_round;
BEGIN
    SELECT * INTO r FROM budgets_round
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END FOR SHARE;
    IF TG_OP = 'DELETE' THEN
        IF r.counting_at IS NULL OR clock_timestamp() < r.counting_at AND r.phase <> 'aborted' THEN
            RAISE EXCEPTION 'Ballots stay until the box is closed'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ballot_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF r.frozen_at IS NULL OR r.phase NOT IN ('listed', 'voting')
       OR clock_timestamp() < r.voting_at OR clock_timestamp() >= r.counting_at THEN
        RAISE EXCEPTION 'The ballot box of round % is closed', r.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'box_closed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_box_is_open BEFORE INSERT OR UPDATE OR DELETE ON budgets_ballot
    FOR EACH ROW EXECUTE FUNCTION budgets_box_is_open();
"""
BOX_BACK = "DROP TRIGGER budgets_box_is_open ON budgets_ballot; DROP FUNCTION budgets_box_is_open();"

# Under the round's own lock, so that two grants at once cannot both see the same money.
LEDGER = """
CREATE FUNCTION budgets_money_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free numeric;
    to_pay numeric;
    in_hand numeric;
BEGIN
    PERFORM 1 FROM budgets_round WHERE id = NEW.round_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(CASE kind WHEN 'funded' THEN amount WHEN 'released' THEN amount WHEN 'returned' THEN amount
                                  WHEN 'promised' THEN -amount WHEN 'carried' THEN -amount ELSE 0 END), 0)
        INTO free FROM budgets_entry WHERE round_id = NEW.round_id;
    IF free < 0 THEN
        RAISE EXCEPTION 'Round % would be % short', NEW.round_id, -free
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_round_has_it';
    END IF;
    IF NEW.request_id IS NOT NULL THEN
        SELECT coalesce(sum(CASE kind WHEN 'promised' THEN amount WHEN 'released' THEN -amount
                                      WHEN 'advance' THEN -amount ELSE 0 END), 0),
               coalesce(sum(CASE kind WHEN 'advance' THEN amount WHEN 'spent' THEN -amount
                                      WHEN 'returned' THEN -amount ELSE 0 END), 0)
            INTO to_pay, in_hand FROM budgets_entry WHERE request_id = NEW.request_id;
        IF to_pay < 0 OR in_hand < 0 THEN
            RAISE EXCEPTION 'Plan % would be % short', NEW.request_id, -least(to_pay, in_hand)
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_plan_has_it';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER budgets_money_is_there AFTER INSERT ON budgets_entry
    FOR EACH ROW EXECUTE FUNCTION budgets_money_is_there();
"""
LEDGER_BACK = "DROP TRIGGER budgets_money_is_there ON budgets_entry; DROP FUNCTION budgets_money_is_there();"


def add_only(table: str) -> tuple[str, str]:
    return (
        f"CREATE TRIGGER {table}_add_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION budgets_add_only();",
        f"DROP TRIGGER {table}_add_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_rounds")]

    operations = [
        migrations.RunSQL(ADD_ONLY, "DROP FUNCTION budgets_add_only()"),
        *(migrations.RunSQL(*add_only(table)) for table in ADD_ONLY_TABLES),
        migrations.RunSQL(RULES, RULES_BACK),
        migrations.RunSQL(PLACES, PLACES_BACK),
        migrations.RunSQL(BOX, BOX_BACK),
        migrations.RunSQL(LEDGER, LEDGER_BACK),
    ]
