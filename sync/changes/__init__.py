"""How it changes: change records, versions, field merge, conflicts, digest. Pure; engine, gateway and store come in."""
