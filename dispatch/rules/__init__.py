"""Until when, by which clause, proved how."""
