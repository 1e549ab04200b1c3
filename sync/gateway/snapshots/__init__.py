"""Snapshots of missions: built in the background, kept beside the ledger, handed out segment by segment."""
