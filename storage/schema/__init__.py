"""How does the database of an earlier release become this one's?"""
