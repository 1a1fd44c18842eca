"""What must happen: tickets, their moves, deadlines and rules, without I/O and without a clock."""
