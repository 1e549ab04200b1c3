"""What we decide: pure functions over records. May see records and values, never a store or a screen."""
