"""When work is done: working days and hours, and how they are counted."""
