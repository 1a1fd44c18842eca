"""What we remember: inbox, outbox, tickets, log, conversations, on SQLite or PostgreSQL."""
