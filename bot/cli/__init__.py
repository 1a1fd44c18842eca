"""The command line: one file a subcommand (SUMMARY, arguments, run), and the demonstration."""
