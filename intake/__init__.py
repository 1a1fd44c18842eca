"""What the citizen means: conversation, words, categories, staff grammar, without I/O."""
