"""The database refuses to change or remove what the audit log says, whoever asks it."""

MESSAGE = "The audit log is only ever added to."

SQLITE = [
    f"""CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON accounts_auditentry
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER audit_entry_is_not_removed BEFORE DELETE ON accounts_auditentry
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    # INSERT OR REPLACE removes the old row without asking the trigger above.
    f"""CREATE TRIGGER audit_entry_is_not_replaced BEFORE INSERT ON accounts_auditentry
        WHEN EXISTS (SELECT 1 FROM accounts_auditentry WHERE id = NEW.id OR seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",  # noqa: S608 - nothing in it comes from outside
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS audit_entry_is_not_changed",
    "DROP TRIGGER IF EXISTS audit_entry_is_not_removed",
    "DROP TRIGGER IF EXISTS audit_entry_is_not_replaced",
]

POSTGRESQL = [
    f"""CREATE FUNCTION audit_log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    """CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON accounts_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_log_is_only_added_to()""",
    # TRUNCATE fires no row trigger.
    """CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON accounts_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_only_added_to()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS audit_entry_stays ON accounts_auditentry",
    "DROP TRIGGER IF EXISTS audit_log_stays ON accounts_auditentry",
    "DROP FUNCTION IF EXISTS audit_log_is_only_added_to()",
]


# The same for the checkpoints, which say how far the log had come.
CHECKPOINTS_SQLITE = [
    f"""CREATE TRIGGER audit_checkpoint_is_not_changed BEFORE UPDATE ON accounts_auditcheckpoint
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER audit_checkpoint_is_not_removed BEFORE DELETE ON accounts_auditcheckpoint
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER audit_checkpoint_is_not_replaced BEFORE INSERT ON accounts_auditcheckpoint
        WHEN EXISTS (SELECT 1 FROM accounts_auditcheckpoint WHERE id = NEW.id OR day = NEW.day)
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",  # noqa: S608 - nothing in it comes from outside
]
CHECKPOINTS_SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS audit_checkpoint_is_not_changed",
    "DROP TRIGGER IF EXISTS audit_checkpoint_is_not_removed",
    "DROP TRIGGER IF EXISTS audit_checkpoint_is_not_replaced",
]
CHECKPOINTS_POSTGRESQL = [
    f"""CREATE FUNCTION audit_checkpoints_are_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    """CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE OR DELETE ON accounts_auditcheckpoint
        FOR EACH ROW EXECUTE FUNCTION audit_checkpoints_are_only_added_to()""",
    """CREATE TRIGGER audit_checkpoints_stay BEFORE TRUNCATE ON accounts_auditcheckpoint
        FOR EACH STATEMENT EXECUTE FUNCTION audit_checkpoints_are_only_added_to()""",
]
CHECKPOINTS_POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS audit_checkpoint_stays ON accounts_auditcheckpoint",
    "DROP TRIGGER IF EXISTS audit_checkpoints_stay ON accounts_auditcheckpoint",
    "DROP FUNCTION IF EXISTS audit_checkpoints_are_only_added_to()",
]


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


def guard_checkpoints(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in CHECKPOINTS_POSTGRESQL if on_postgresql else CHECKPOINTS_SQLITE:
        schema_editor.execute(statement)


def unguard_checkpoints(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in CHECKPOINTS_POSTGRESQL_BACK if on_postgresql else CHECKPOINTS_SQLITE_BACK:
        schema_editor.execute(statement)
