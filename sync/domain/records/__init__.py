"""What we keep: one noun per file, declared once; table, wire form, form, list, merge and search derive from it."""
