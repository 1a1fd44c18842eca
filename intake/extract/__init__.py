"""What a text holds: names, numbers, places, money."""
