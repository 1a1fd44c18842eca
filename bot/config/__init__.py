"""What the county has set: config.toml read, checked as a whole, asked for, written."""
