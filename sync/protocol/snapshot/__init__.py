"""Snapshots on the wire: the manifest, segments of records as typed columns. Engine, gateway and store come in."""
