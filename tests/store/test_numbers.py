"""A record has a number when the centre holds it: the seq of its creation, by which messages name it."""

from tests.store.answers import answer, foreign, record_id
from tests.store.world import World


def test_a_record_has_a_number_from_the_moment_at_which_the_centre_holds_it(world: World) -> None:
    desk = world.desk()
    row = desk.create(full_name="Siti")
    assert desk.replica().numbers([row.id]) == {}

    desk.round()
    desk.edit(row, sex="P")  # waits, and the record keeps its number

    assert desk.replica().numbers([row.id, record_id(9)]) == {row.id: 1}
    assert desk.replica().records([1, 2]) == {1: row.id}


def test_a_record_of_a_kind_that_only_a_newer_release_knows_has_its_number_too(world: World) -> None:
    desk = world.desk()
    desk.replica().apply(answer(desk, foreign(1, record_id(1), kind="new_kind", values={"a": 1})))

    assert desk.replica().numbers([record_id(1)]) == {record_id(1): 1}
    assert desk.replica().records([1]) == {1: record_id(1)}
