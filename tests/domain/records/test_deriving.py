"""A field is derived from its annotation alone; what cannot be derived is refused when the programme starts."""

from typing import Annotated, ClassVar

import msgspec
import pytest

from sync.domain.records.catalogue import noun
from sync.domain.records.declaration import About, Element, Record, noun_of
from sync.domain.records.fields import NIK, Code, Merge, Moment, Ref, Safer, Search, Sensitivity, Shape, Text
from sync.domain.records.phrases import EMPTY, Note

ABOUT = About(
    kind="boat", section="market", title=("name",), columns=("name",), parent="worker", sensitivity=Sensitivity.PERSONAL
)


class Oar(Element, frozen=True, kw_only=True):
    """An oar."""

    wood: Annotated[str | None, Search.WORDS] = None
    carved: Annotated[str | None, Sensitivity.SPECIFIC] = None


class Boat(Record, frozen=True, kw_only=True):
    """A boat."""

    ABOUT: ClassVar[About] = ABOUT

    worker_id: Annotated[str, Ref("worker")]
    name: str
    number: Annotated[str | None, Text(16), NIK, Search.NUMBER] = None
    kind_of_boat: Annotated[str | None, Code("vessel_type"), Safer(("NIAGA", "PESIAR"))] = None
    oars: list[Oar] = EMPTY
    log: Annotated[Note, Sensitivity.INTERNAL] = None
    seen_at: Moment | None = None


FIELDS = noun_of(Boat).by_name


def test_an_annotation_says_shape_length_and_whether_it_is_needed() -> None:
    assert (FIELDS["name"].shape, FIELDS["name"].max, FIELDS["name"].required) == (Shape.TEXT, 200, True)
    assert (FIELDS["number"].shape, FIELDS["number"].max, FIELDS["number"].required) == (Shape.TEXT, 16, False)
    assert (FIELDS["log"].shape, FIELDS["log"].max) == (Shape.LONG_TEXT, 4000)
    assert FIELDS["seen_at"].shape is Shape.MOMENT
    assert FIELDS["oars"].shape is Shape.ELEMENTS


def test_marks_say_the_rest() -> None:
    assert (FIELDS["number"].rules, FIELDS["number"].search) == (("nik",), Search.NUMBER)
    assert (FIELDS["kind_of_boat"].merge, FIELDS["kind_of_boat"].safer) == (Merge.SAFER, ("NIAGA", "PESIAR"))
    assert (FIELDS["worker_id"].shape, FIELDS["worker_id"].to) == (Shape.REF, "worker")
    assert FIELDS["log"].merge is Merge.BOTH
    assert FIELDS["name"].merge is Merge.ASK


def test_the_class_of_the_noun_holds_where_a_field_names_none() -> None:
    assert FIELDS["name"].sensitivity is Sensitivity.PERSONAL
    assert FIELDS["log"].sensitivity is Sensitivity.INTERNAL
    assert FIELDS["mission"].sensitivity is Sensitivity.INTERNAL
    assert FIELDS["oars"].parts[0].sensitivity is Sensitivity.PERSONAL
    assert FIELDS["oars"].sensitivity is Sensitivity.SPECIFIC


def test_own_fields_come_before_the_common_ones_and_elements_keep_their_id_to_themselves() -> None:
    names = list(FIELDS)
    assert names[:2] == ["worker_id", "name"]
    assert names[-7:] == ["mission", "origin", "ext_refs", "share_flag", "share_reason", "unknown", "sealed"]
    assert [part.name for part in FIELDS["oars"].parts] == ["wood", "carved"]


def test_the_search_finds_fields_and_parts() -> None:
    assert [field.name for field in noun_of(Boat).searched()] == ["number", "oars", "ext_refs"]
    assert {"full_name", "passports", "contacts"} <= {field.name for field in noun("worker").searched()}


def test_two_records_never_share_a_list() -> None:
    one, other = (Boat(worker_id="w", name=name) for name in ("a", "b"))
    assert one.oars == []
    assert one.oars is not other.oars


@pytest.mark.parametrize("hint", [float | None, int | str | None, dict[str, str]])
def test_an_annotation_that_says_nothing_is_refused(hint: object) -> None:
    odd = msgspec.defstruct("Odd", [("weight", hint)], bases=(Record,), namespace={"ABOUT": ABOUT}, kw_only=True)
    assert issubclass(odd, Record)
    with pytest.raises(TypeError, match="weight"):
        noun_of(odd)
