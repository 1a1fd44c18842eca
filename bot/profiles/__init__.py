"""Which rules are in force: a county's profiles loaded, kept by version, shown."""
