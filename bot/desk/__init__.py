"""How a ticket changes: the one write path, and what one change brings about elsewhere."""
