"""What staff typed: commands, forms and fields."""
