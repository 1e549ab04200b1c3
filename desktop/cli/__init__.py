"""The programme without its window, for IT, scripts and acceptance: the same actions as the screens, no second path."""
