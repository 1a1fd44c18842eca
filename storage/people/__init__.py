"""What is remembered beside tickets: people, conversations, desk tasks, media, cards."""
