"""Version 13: drafts sealed for those, too, who take over what an officer leaves behind."""

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE draft_copies(
        form TEXT NOT NULL, officer TEXT NOT NULL, lead TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY(form, officer, lead))""",
    """CREATE TRIGGER t_draft_gone AFTER DELETE ON drafts BEGIN
        DELETE FROM draft_copies WHERE form = OLD.form AND officer = OLD.officer; END""",
)
