"""Sealed files at the centre: tickets, pieces in and out (tus 1.0, ranges), and their digests; never a key in use."""
