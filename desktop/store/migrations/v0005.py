"""Version 5: officers' signatures over what they saved, kept beside it: a colleague's round brings it, too."""

from typing import Final

STATEMENTS: Final = (
    # A change of this desk whose signature is not there waits in the state "unsigned" for its officer.
    "ALTER TABLE outbox ADD COLUMN seal INTEGER",
    "CREATE INDEX i_outbox_seal ON outbox(seal) WHERE seal IS NOT NULL",
    "DROP TRIGGER t_seal_gone",
    """CREATE TRIGGER t_seal_gone AFTER DELETE ON handed BEGIN
        DELETE FROM seals WHERE n = OLD.seal AND NOT EXISTS (SELECT 1 FROM handed WHERE seal = OLD.seal)
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE seal = OLD.seal); END""",
    """CREATE TRIGGER t_own_seal_gone AFTER DELETE ON outbox WHEN OLD.seal IS NOT NULL BEGIN
        DELETE FROM seals WHERE n = OLD.seal AND NOT EXISTS (SELECT 1 FROM outbox WHERE seal = OLD.seal)
        AND NOT EXISTS (SELECT 1 FROM handed WHERE seal = OLD.seal); END""",
    """CREATE TRIGGER t_own_seal_lost AFTER UPDATE OF seal ON outbox WHEN OLD.seal IS NOT NULL BEGIN
        DELETE FROM seals WHERE n = OLD.seal AND NOT EXISTS (SELECT 1 FROM outbox WHERE seal = OLD.seal)
        AND NOT EXISTS (SELECT 1 FROM handed WHERE seal = OLD.seal); END""",
    """UPDATE outbox SET state = 'unsigned' WHERE state IN ('pending', 'held', 'later')
        AND change_id NOT IN (SELECT change_id FROM handed)""",
)
