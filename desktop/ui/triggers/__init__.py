"""What the system tells of: its screen was locked, it goes to sleep, the lid was closed, another user came."""
