"""The round: push, pull, retries and schedule between the ports Channel and Replica. Knows no HTTP, no SQL, no screen."""
