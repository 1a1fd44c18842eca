"""What one message of a citizen says on the form: who, for whom, which number, where; the rest is the complaint."""
