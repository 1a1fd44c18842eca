"""What it is kept in: connections, sessions, tables, keys."""
