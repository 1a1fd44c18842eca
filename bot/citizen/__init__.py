"""What a citizen may say and ask: the conversation, their own tickets, the walk-in."""
