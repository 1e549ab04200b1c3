"""The lazy table: a million rows, two hundred of them held at a time."""
