"""What a centre that lies may try with a desk, what that ends in, and the test that plays it."""

from typing import Final

from tests.evil.listed import Move

MOVES: Final = (
    Move("hold news back, and say that there are more", "found", "test_what_might_be_true_costs_no_work"),
    Move("hold news back, and say that there are none", "found", "test_what_might_be_true_costs_no_work"),
    Move(
        "say for ever that there is more, and bring nothing",
        "found",
        "test_a_centre_that_always_has_more_and_brings_nothing_is_left_alone",
    ),
    Move("tell news in another order", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move("tell news twice", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move(
        "tell news whose numbers are not those of their entries",
        "refused",
        "test_what_cannot_be_is_refused_whole_and_holds_up_nothing",
    ),
    Move(
        "give an older answer again",
        "refused",
        "tests/faults/test_portals.py::test_a_true_answer_to_something_else_is_nobodys",
    ),
    Move("give the answer of another desk", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move("give an answer of another epoch", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move("add a record that no officer has signed", "found", "test_a_record_that_no_ledger_has_is_said_to_differ"),
    Move("add the state of a record that nobody made", "found", "test_a_record_that_no_ledger_has_is_said_to_differ"),
    Move("add such a state ahead of its news", "found", "test_a_record_that_no_ledger_has_is_said_to_differ"),
    Move("add a field that nobody knows", "found", "test_a_record_that_no_ledger_has_is_said_to_differ"),
    Move(
        "tell one desk another value than the others",
        "found",
        "test_a_value_that_was_changed_on_the_way_to_one_desk_is_found_and_mended",
    ),
    Move("say that a record is not in its ledger", "found", "test_what_might_be_true_costs_no_work"),
    Move(
        "tell an officer's change with another content",
        "refused",
        "test_an_own_change_that_comes_back_with_another_content_stays_for_the_officer",
    ),
    Move("acknowledge what was never sent", "refused", "test_what_was_never_sent_is_not_taken_for_received"),
    Move("acknowledge what is no change of the desk", "found", "test_what_might_be_true_costs_no_work"),
    Move(
        "acknowledge, and hold something else",
        "found",
        "tests/store/test_proof.py::test_a_centre_that_holds_something_else_gives_no_receipt",
    ),
    Move("refuse what it has taken, in words that draw on a screen", "found", "test_what_might_be_true_costs_no_work"),
    Move(
        "drop the officer's value where two met",
        "found",
        "test_a_value_that_is_said_to_have_given_way_stands_in_the_history",
    ),
    Move("say that nothing of it came into force", "found", "test_what_might_be_true_costs_no_work"),
    Move("tell a fingerprint that is not its own", "found", "test_what_might_be_true_costs_no_work"),
    Move("tell no fingerprint", "found", "test_what_might_be_true_costs_no_work"),
    Move("set the cursor back", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move(
        "set the cursor ahead of what it told", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"
    ),
    Move(
        "count beyond what a computer counts exactly",
        "refused",
        "test_what_cannot_be_is_refused_whole_and_holds_up_nothing",
    ),
    Move("count below zero", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move("say a time that is none", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move(
        "say a time that is not that of its envelope",
        "refused",
        "test_what_cannot_be_is_refused_whole_and_holds_up_nothing",
    ),
    Move(
        "live in another century for an hour",
        "found",
        "test_a_centre_that_was_in_another_century_for_an_hour_locks_nobody_out",
    ),
    Move(
        "name records, kinds and officers that are none",
        "refused",
        "test_what_cannot_be_is_refused_whole_and_holds_up_nothing",
    ),
    Move(
        "give a field a shape that no record can have",
        "refused",
        "test_what_cannot_be_is_refused_whole_and_holds_up_nothing",
    ),
    Move("edit what is not there", "refused", "test_what_cannot_be_is_refused_whole_and_holds_up_nothing"),
    Move("say that it has lost everything", "found", "test_what_might_be_true_costs_no_work"),
    Move("say that the desk may read no kind any more", "found", "test_what_might_be_true_costs_no_work"),
    Move(
        "delete a large share of all records by news",
        "refused",
        "tests/faults/stories/test_centre.py::test_b08_everything_deleted_by_mistake_at_the_centre",
    ),
    Move(
        "delete them by states",
        "refused",
        "tests/store/test_brake.py::test_a_mass_deletion_that_comes_as_states_is_let_in_once_it_was_looked_at",
    ),
    Move(
        "delete them by a snapshot",
        "refused",
        "tests/store/test_brake.py::test_a_mass_deletion_that_comes_by_a_segment_takes_nothing_in_until_it_was_looked_at",
    ),
    Move(
        "erase in the name of two officers",
        "found",
        "test_an_erasure_that_nobody_signed_takes_no_past_and_no_work_and_is_mended",
    ),
    Move("erase a large share in their names", "refused", "test_erasures_of_a_large_share_wait_for_a_person"),
    Move("say falsely that the desk is revoked", "refused", "test_a_refusal_that_is_not_true_costs_nothing"),
    Move(
        "say falsely that an epoch or a number is another", "refused", "test_a_refusal_that_is_not_true_costs_nothing"
    ),
    Move("say falsely that it was restored", "refused", "test_a_refusal_that_is_not_true_costs_nothing"),
    Move(
        "send a bomb in a frame",
        "refused",
        "tests/protocol/test_codec.py::test_a_bomb_is_refused_without_being_blown_up",
    ),
    Move("nest values without end", "refused", "tests/protocol/test_codec.py::test_deep_nesting_is_refused"),
    Move(
        "send columns that do not fit each other",
        "refused",
        "tests/protocol/test_codec.py::test_columns_that_do_not_fit_each_other_are_refused_or_say_something_else",
    ),
    Move(
        "name a record by the number of another",
        "refused",
        "tests/protocol/test_codec.py::test_a_number_that_means_nothing_or_another_record_is_refused",
    ),
    Move(
        "answer with a page, a redirect or another type",
        "refused",
        "tests/transport/test_http.py::test_a_portal_or_a_stranger_is_not_the_centre",
    ),
    Move(
        "answer without end",
        "refused",
        "tests/transport/test_http.py::test_an_answer_larger_than_the_cap_is_dropped_before_it_fills_the_memory",
    ),
    Move(
        "answer drop by drop",
        "refused",
        "tests/transport/test_http.py::test_a_server_that_trickles_for_ever_is_cut_at_the_deadline",
    ),
    Move(
        "ask to be left alone for ever",
        "refused",
        "tests/transport/test_http.py::test_a_busy_centre_is_waited_for_as_long_as_it_asks_but_an_hour_at_most",
    ),
    Move(
        "send another range of a segment than asked for",
        "refused",
        "tests/transport/test_segments.py::test_other_bytes_than_those_asked_for_are_not_taken",
    ),
    Move(
        "send another segment than the manifest names",
        "refused",
        "tests/store/test_first_sync.py::test_a_segment_that_is_always_another_is_refused_and_the_news_come_instead",
    ),
    Move(
        "send segments that step below zero or beyond",
        "refused",
        "tests/protocol/test_segments.py::test_a_seq_that_no_ledger_has_is_refused",
    ),
    Move(
        "swap the snapshot while it is fetched",
        "refused",
        "tests/store/test_first_sync.py::test_a_snapshot_that_vanishes_is_replaced_by_the_next_one",
    ),
    Move(
        "damage a file that it keeps",
        "found",
        "tests/attachments/test_stories.py::test_f13_attachment_silently_missing",
    ),
    Move(
        "send a programme as a picture",
        "refused",
        "tests/attachments/test_hostile.py::test_every_hostile_file_is_kept_sealed_or_refused_and_the_desk_lives",
    ),
    Move(
        "name a file so that it leads out of its folder",
        "refused",
        "tests/attachments/test_hostile.py::test_no_name_of_a_file_becomes_a_path_a_device_or_another_ending",
    ),
    Move("roll the directory back", "refused", "tests/directory/test_attacks.py::test_no_role_is_rolled_back"),
    Move(
        "hold the directory back until it is stale",
        "found",
        "tests/directory/test_attacks.py::test_a_directory_that_is_held_back_is_shown_as_stale_and_locks_nobody_out",
    ),
    Move(
        "mix parts of two directories",
        "refused",
        "tests/directory/test_attacks.py::test_parts_of_two_directories_are_not_mixed",
    ),
    Move(
        "order an erasure with one signature",
        "refused",
        "tests/directory/test_attacks.py::test_one_signature_where_two_are_needed_is_refused",
    ),
    Move(
        "order with the keys of another office",
        "refused",
        "tests/directory/test_attacks.py::test_who_may_order_locks_may_not_order_erasures",
    ),
    Move(
        "lower the floors of the policy",
        "refused",
        "tests/directory/test_attacks.py::test_no_policy_goes_below_the_floors",
    ),
    Move(
        "grant itself officers, roles, custodians, orders",
        "refused",
        "tests/directory/test_told.py::test_a_centre_that_lies_changes_nothing",
    ),
    Move("drop a revocation", "refused", "tests/directory/test_told.py::test_a_centre_cannot_drop_a_revocation"),
    Move(
        "begin a directory of its own",
        "refused",
        "tests/directory/test_told.py::test_a_directory_of_another_root_is_refused",
    ),
    Move(
        "speak under a key that the directory does not list",
        "found",
        "tests/directory/test_told.py::test_a_centre_that_the_directory_does_not_list_is_told",
    ),
    Move(
        "take the flag off a restricted case",
        "refused",
        "tests/store/test_restricted_hostile.py::test_a_centre_that_takes_the_flag_away_lays_nothing_open",
    ),
    Move(
        "wrap a key of its own for a restricted case",
        "refused",
        "tests/store/test_restricted_hostile.py::test_nobody_writes_under_a_key_that_a_stranger_to_the_case_made_up",
    ),
    Move(
        "move what is sealed into an open case",
        "refused",
        "tests/store/test_restricted_hostile.py::test_what_is_sealed_is_not_laid_open_by_moving_it_to_another_case",
    ),
    Move(
        "rewrite the log, or prove what is not so",
        "found",
        "tests/audit/test_delivery.py::test_a_centre_that_rewrites_its_log_is_found_out",
    ),
    Move(
        "fork a checkpoint",
        "found",
        "tests/audit/test_exported.py::test_a_centre_that_rewrote_its_past_does_not_fit_a_checkpoint_that_was_kept",
    ),
    Move(
        "prove another leaf, place or past",
        "refused",
        "tests/audit/test_tree.py::test_no_other_leaf_place_or_past_is_proven",
    ),
    Move(
        "sign a checkpoint with another key",
        "refused",
        "tests/audit/test_checkpoint.py::test_a_note_of_another_key_is_refused",
    ),
    Move(
        "alter its ledger behind everybody", "found", "tests/gateway/test_replay.py::test_whatever_was_altered_is_found"
    ),
)
