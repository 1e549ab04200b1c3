"""The demonstration: a centre, two desks and invented people, from first pull to a resolved conflict. May see everything."""
