"""The centre's side: the service that desks talk to, its ledger and accounts. Nothing comes in but its own command."""
