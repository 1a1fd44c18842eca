"""What a process runs on: event loop, logs, database, lease, metrics."""
