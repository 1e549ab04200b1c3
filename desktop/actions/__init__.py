"""What an officer can do: one verb, one function, one transaction. Desk, screens and command line come in."""
