"""The breach pack: what UU 27/2022 art. 46 asks for when a device is lost or seized."""
