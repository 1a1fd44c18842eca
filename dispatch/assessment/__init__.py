"""How work is judged: marks, statistics, targets, recurrence."""
