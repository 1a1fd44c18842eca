"""What is heard in a message: menu items, short wishes, votes, everyday words."""
