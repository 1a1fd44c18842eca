"""What was kept is understood: one file a way in."""
