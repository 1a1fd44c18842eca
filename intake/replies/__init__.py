"""Whether an answer answers: the whole reply guard."""
