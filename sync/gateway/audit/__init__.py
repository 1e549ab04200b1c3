"""The centre's side of the audit: chains of devices, one log over all of them, its proofs and its questions."""
