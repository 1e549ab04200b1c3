"""The fields of forms: each with label, help, error beneath, a change signal, value() and set_value()."""
