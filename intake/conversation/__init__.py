"""What to say next: the conversation with a citizen as values."""
