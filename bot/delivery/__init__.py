"""How letters leave: channels, pace, and what follows success or failure."""
