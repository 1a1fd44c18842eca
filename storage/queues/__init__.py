"""What came in and what must go out: inbox, outbox, cursors."""
