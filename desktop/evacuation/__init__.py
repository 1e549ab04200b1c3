"""Evacuation: what is unsent is sealed for the centre, and only then the desk is erased."""
