"""What is painted rather than put together: for widgets and for the cells of tables alike."""
