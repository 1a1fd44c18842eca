"""What a browser or a monitor sees: the answer page, and health."""
