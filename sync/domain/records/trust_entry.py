"""Trust entry: money the mission holds for a worker or heirs (dana titipan), in or out."""

from typing import Annotated, ClassVar

from sync.domain.money import Money
from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Sensitivity
from sync.domain.records.phrases import Amount, Day, Flag, Line, Note, Number, OfficerName, When


class TrustEntry(Record, frozen=True, kw_only=True):
    """One movement of trust money: in or out, how much, by whom, to whom, approved by a second person."""

    ABOUT: ClassVar[About] = About(
        kind="trust_entry",
        section="cases",
        title=("receipt_no", "direction"),
        columns=("on", "amount", "method", "entered_by", "approved_by", "balance_after"),
        parent="claim",
        groups=(
            ("movement", ("direction", "on", "amount", "method", "receipt_no")),
            ("payee", ("payee_kin", "payee_worker", "heir_checked", "bank")),
            ("four_eyes", ("entered_by", "approved_by", "approved_at", "balance_after", "reverses", "notes")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    claim_id: Annotated[str, Ref("claim")]
    direction: Annotated[str, Code("trust_direction")]
    amount: Money
    on: Day = None
    method: Annotated[str | None, Code("pay_method")] = None
    receipt_no: Number = None
    payee_kin: Annotated[str | None, Ref("next_of_kin")] = None
    payee_worker: Annotated[str | None, Ref("worker")] = None
    heir_checked: Flag = None
    bank: Line = None
    entered_by: OfficerName = None
    approved_by: OfficerName = None
    approved_at: When = None
    balance_after: Amount = None
    reverses: Annotated[str | None, Ref("trust_entry")] = None
    notes: Note = None
