"""What a centre that lies may try with a desk, and the test that shows what comes of each move."""

from typing import Final

from tests.evil.moves import Move

AT_LEAST: Final = 77
"""A move may be added, and none taken away."""

_HERE: Final = "tests/evil/test_gateway.py"
_REFUSED: Final = f"{_HERE}::test_what_cannot_be_is_refused_whole_and_holds_up_nothing"
_COSTS_NOTHING: Final = f"{_HERE}::test_what_might_be_true_costs_no_work"
_DIFFERS: Final = f"{_HERE}::test_a_record_that_no_ledger_has_is_said_to_differ"
_NOT_TRUE: Final = f"{_HERE}::test_a_refusal_that_is_not_true_costs_nothing"
_TUF: Final = "tests/directory/test_attacks.py"
_TOLD: Final = "tests/directory/test_told.py"
_HTTP: Final = "tests/transport/test_http.py"
_PARTS: Final = "tests/transport/test_segments.py"
_FIRST: Final = "tests/store/test_first_sync.py"
_SEALED: Final = "tests/store/test_restricted_hostile.py"
_AUDIT: Final = "tests/audit"
_BRAKE: Final = "tests/store/test_brake.py"
_CODEC: Final = "tests/protocol/test_codec.py"

_SHOWN: Final = (
    # answers
    ("hold news back, and say that there are more", _COSTS_NOTHING),
    ("hold news back, and say that there are none", _COSTS_NOTHING),
    (
        "say for ever that there is more, and bring nothing",
        f"{_HERE}::test_a_centre_that_always_has_more_and_brings_nothing_is_left_alone",
    ),
    ("tell news in another order", _REFUSED),
    ("tell news twice", _REFUSED),
    ("tell news whose numbers are not those of their entries", _REFUSED),
    ("give an older answer again", "tests/faults/test_portals.py::test_a_true_answer_to_something_else_is_nobodys"),
    ("give the answer of another desk", _REFUSED),
    ("give an answer of another epoch", _REFUSED),
    ("add a record that no officer has signed", f"{_DIFFERS}[news]"),
    ("add the state of a record that nobody made", f"{_DIFFERS}[state]"),
    ("add such a state ahead of its news", f"{_DIFFERS}[state ahead]"),
    ("add a field that nobody knows", f"{_DIFFERS}[unknown field]"),
    (
        "tell one desk another value than the others",
        f"{_HERE}::test_a_value_that_was_changed_on_the_way_to_one_desk_is_found_and_mended",
    ),
    ("say that a record is not in its ledger", _COSTS_NOTHING),
    (
        "tell an officer's change with another content",
        f"{_HERE}::test_an_own_change_that_comes_back_with_another_content_stays_for_the_officer",
    ),
    ("acknowledge what was never sent", f"{_HERE}::test_what_was_never_sent_is_not_taken_for_received"),
    ("acknowledge what is no change of the desk", _COSTS_NOTHING),
    (
        "acknowledge, and hold something else",
        "tests/store/test_proof.py::test_a_centre_that_holds_something_else_gives_no_receipt",
    ),
    ("refuse what it has taken, in words that draw on a screen", _COSTS_NOTHING),
    (
        "drop the officer's value where two met",
        f"{_HERE}::test_a_value_that_is_said_to_have_given_way_stands_in_the_history",
    ),
    ("say that nothing of it came into force", _COSTS_NOTHING),
    ("tell a fingerprint that is not its own", _COSTS_NOTHING),
    ("tell no fingerprint", _COSTS_NOTHING),
    ("set the cursor back", _REFUSED),
    ("set the cursor ahead of what it told", _REFUSED),
    ("count beyond what a computer counts exactly", _REFUSED),
    ("count below zero", _REFUSED),
    ("say a time that is none", _REFUSED),
    ("say a time that is not that of its envelope", _REFUSED),
    (
        "live in another century for an hour",
        f"{_HERE}::test_a_centre_that_was_in_another_century_for_an_hour_locks_nobody_out",
    ),
    ("name records, kinds and officers that are none", _REFUSED),
    ("give a field a shape that no record can have", _REFUSED),
    ("edit what is not there", _REFUSED),
    ("say that it has lost everything", _COSTS_NOTHING),
    ("say that the desk may read no kind any more", _COSTS_NOTHING),
    (
        "delete a large share of all records by news",
        "tests/faults/stories/test_centre.py::test_b08_everything_deleted_by_mistake_at_the_centre",
    ),
    ("delete them by states", f"{_BRAKE}::test_a_mass_deletion_that_comes_as_states_is_let_in_once_it_was_looked_at"),
    (
        "delete them by a snapshot",
        f"{_BRAKE}::test_a_mass_deletion_that_comes_by_a_segment_takes_nothing_in_until_it_was_looked_at",
    ),
    (
        "erase in the name of two officers",
        f"{_HERE}::test_an_erasure_that_nobody_decided_takes_no_work_and_is_mended",
    ),
    (
        "erase a large share in their names",
        f"{_HERE}::test_erasures_of_a_large_share_wait_for_a_person",
    ),
    # refusals
    ("say falsely that the desk is revoked", _NOT_TRUE),
    ("say falsely that an epoch or a number is another", _NOT_TRUE),
    ("say falsely that it was restored", _NOT_TRUE),
    # the form of messages
    ("send a bomb in a frame", f"{_CODEC}::test_a_bomb_is_refused_without_being_blown_up"),
    ("nest values without end", f"{_CODEC}::test_deep_nesting_is_refused"),
    (
        "send columns that do not fit each other",
        f"{_CODEC}::test_columns_that_do_not_fit_each_other_are_refused_or_say_something_else",
    ),
    (
        "name a record by the number of another",
        f"{_CODEC}::test_a_number_that_means_nothing_or_another_record_is_refused",
    ),
    # the line
    ("answer with a page, a redirect or another type", f"{_HTTP}::test_a_portal_or_a_stranger_is_not_the_centre"),
    ("answer without end", f"{_HTTP}::test_an_answer_larger_than_the_cap_is_dropped_before_it_fills_the_memory"),
    ("answer drop by drop", f"{_HTTP}::test_a_server_that_trickles_for_ever_is_cut_at_the_deadline"),
    (
        "ask to be left alone for ever",
        f"{_HTTP}::test_a_busy_centre_is_waited_for_as_long_as_it_asks_but_an_hour_at_most",
    ),
    (
        "send another range of a segment than asked for",
        f"{_PARTS}::test_other_bytes_than_those_asked_for_are_not_taken",
    ),
    # snapshots and files
    (
        "send another segment than the manifest names",
        f"{_FIRST}::test_a_segment_that_is_always_another_is_refused_and_the_news_come_instead",
    ),
    (
        "send segments that step below zero or beyond",
        "tests/protocol/test_segments.py::test_a_seq_that_no_ledger_has_is_refused",
    ),
    ("swap the snapshot while it is fetched", f"{_FIRST}::test_a_snapshot_that_vanishes_is_replaced_by_the_next_one"),
    ("damage a file that it keeps", "tests/attachments/test_stories.py::test_f13_attachment_silently_missing"),
    (
        "send a programme as a picture",
        "tests/attachments/test_hostile.py::test_every_hostile_file_is_kept_sealed_or_refused_and_the_desk_lives",
    ),
    (
        "name a file so that it leads out of its folder",
        "tests/attachments/test_hostile.py::test_no_name_of_a_file_becomes_a_path_a_device_or_another_ending",
    ),
    # the directory
    ("roll the directory back", f"{_TUF}::test_no_role_is_rolled_back"),
    (
        "hold the directory back until it is stale",
        f"{_TUF}::test_a_directory_that_is_held_back_is_shown_as_stale_and_locks_nobody_out",
    ),
    ("mix parts of two directories", f"{_TUF}::test_parts_of_two_directories_are_not_mixed"),
    ("order an erasure with one signature", f"{_TUF}::test_one_signature_where_two_are_needed_is_refused"),
    ("order with the keys of another office", f"{_TUF}::test_who_may_order_locks_may_not_order_erasures"),
    ("lower the floors of the policy", f"{_TUF}::test_no_policy_goes_below_the_floors"),
    ("grant itself officers, roles, custodians, orders", f"{_TOLD}::test_a_centre_that_lies_changes_nothing"),
    ("drop a revocation", f"{_TOLD}::test_a_centre_cannot_drop_a_revocation"),
    ("begin a directory of its own", f"{_TOLD}::test_a_directory_of_another_root_is_refused"),
    (
        "speak under a key that the directory does not list",
        f"{_TOLD}::test_a_centre_that_the_directory_does_not_list_is_told",
    ),
    # restricted cases
    ("take the flag off a restricted case", f"{_SEALED}::test_a_centre_that_takes_the_flag_away_lays_nothing_open"),
    (
        "wrap a key of its own for a restricted case",
        f"{_SEALED}::test_nobody_writes_under_a_key_that_a_stranger_to_the_case_made_up",
    ),
    (
        "move what is sealed into an open case",
        f"{_SEALED}::test_what_is_sealed_is_not_laid_open_by_moving_it_to_another_case",
    ),
    # the audit
    (
        "rewrite the log, or prove what is not so",
        f"{_AUDIT}/test_delivery.py::test_a_centre_that_rewrites_its_log_is_found_out",
    ),
    (
        "fork a checkpoint",
        f"{_AUDIT}/test_exported.py::test_a_centre_that_rewrote_its_past_does_not_fit_a_checkpoint_that_was_kept",
    ),
    ("prove another leaf, place or past", f"{_AUDIT}/test_tree.py::test_no_other_leaf_place_or_past_is_proven"),
    ("sign a checkpoint with another key", f"{_AUDIT}/test_checkpoint.py::test_a_note_of_another_key_is_refused"),
    ("alter its ledger behind everybody", "tests/gateway/test_replay.py::test_whatever_was_altered_is_found"),
)
MOVES: Final = tuple(Move(number, words, shown_by) for number, (words, shown_by) in enumerate(_SHOWN, 1))
