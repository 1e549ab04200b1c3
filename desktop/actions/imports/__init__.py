"""Taking in the lists that missions keep: any CSV or Excel file, header names as they are, nothing silently changed."""
