"""The round: push, pull, retries, schedule between the ports Channel and Replica. No HTTP, no SQL, no screen."""
