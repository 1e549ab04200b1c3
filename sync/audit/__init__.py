"""The centre's log of all audit lines: a Merkle tree, signed checkpoints, and verification that trusts no gateway."""
