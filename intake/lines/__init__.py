"""What staff meant by a line, however they wrote it: found, put into its form, or asked."""
