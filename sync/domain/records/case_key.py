"""Case key: that an officer may read a restricted case, with the key of the case wrapped to that officer alone."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Author, Code, Inner, Merge, Range, Ref, Text
from sync.domain.records.phrases import Token, When


class CaseKey(Record, frozen=True, kw_only=True):
    """One officer who may read a restricted case: who it is, and the wrapped key, which nobody else can open."""

    ABOUT: ClassVar[About] = About(
        kind="case_key",
        section="cases",
        title=("officer",),
        columns=("case_id", "given_by", "given_at", "access_reason"),
        parent="case",
        groups=(
            ("who", ("officer", "given_by", "given_at", "access_reason")),
            ("key", ("key", "number", "raised", "family", "recipient", "wrapped", "signature", "proof")),
        ),
    )

    case_id: Annotated[str, Ref("case")]
    officer: Annotated[str, Text(60)]
    given_by: Annotated[str | None, Text(60), Author.DESK] = None
    given_at: Annotated[When, Author.DESK] = None
    access_reason: Annotated[str | None, Code("access_reason"), Merge.LAST] = None
    key: Annotated[Token, Author.DESK, Inner()] = None
    number: Annotated[int | None, Range(1, 1_000_000), Author.DESK, Inner()] = None  # how many the family had with it
    raised: Annotated[int | None, Range(1, 1_000_000), Author.DESK, Inner()] = None  # how often the case was restricted
    family: Annotated[Token, Author.DESK, Inner()] = None  # all keys of one restriction
    recipient: Annotated[Token, Author.DESK, Inner()] = None  # which of the officer's computers opens it
    wrapped: Annotated[str | None, Text(4000), Author.DESK, Inner()] = None
    signature: Annotated[str | None, Text(100), Author.DESK, Inner()] = None  # of who gave it, over all of this
    proof: Annotated[str | None, Text(100), Author.DESK, Inner()] = None  # that the giver holds it, for its holders
