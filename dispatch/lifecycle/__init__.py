"""Which command a state allows, who may give it, and what is due when."""
