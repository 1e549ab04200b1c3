"""The one box that finds everything, and the list of what it found."""
