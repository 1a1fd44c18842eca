"""What staff may do in chat: typed commands, buttons, queries, handover, assessment."""
