"""The values of a talk with a citizen: a message, what is heard in it, where the talk stands, what a step brings."""
