"""From a notice to a letter: who is told, in which words, on which card, masked how."""
