"""What is remembered of tickets: rows, log, numbers, lists."""
