"""Files of a record on the screen: the list with its pictures, adding, opening, and giving a copy out."""
