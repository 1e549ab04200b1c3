"""Who speaks: keys, signatures, sealed envelopes, enrolment; `cryptography` lives here and in desktop/keys only."""
