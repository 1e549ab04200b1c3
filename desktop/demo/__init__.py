"""The demonstration: a centre, two desks and invented people, to a resolved conflict. May see everything."""
