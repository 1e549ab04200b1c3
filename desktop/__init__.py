"""The desk: its keys, its encrypted store, what an officer can do, and its screens. Stands on sync; nobody on it."""
