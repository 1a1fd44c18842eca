"""What a county has decided: its profile's values, read from its text and checked."""
