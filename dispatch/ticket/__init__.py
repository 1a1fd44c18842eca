"""What a ticket is: its complaint, its papers, the commands and notices about it."""
