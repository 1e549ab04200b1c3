"""What the desk and the centre share, and how they exchange it: no screen, no store; nothing of desktop comes in."""
