"""The signed directory: who is enrolled with which keys and roles, what is revoked or ordered, under which policy."""
