"""The copy of data: everything that is kept about one person, for that person."""
