"""The desk's keys: passphrases, slots, the device's secret, the lock on the store; `cryptography` is allowed here."""
