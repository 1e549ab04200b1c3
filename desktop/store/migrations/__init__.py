"""Steps from one version of the store's own tables to the next, frozen as released; only migrating.py comes in."""
