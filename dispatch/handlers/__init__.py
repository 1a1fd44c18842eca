"""What each command does to a ticket, one subject a file."""
