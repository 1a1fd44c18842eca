"""What a text is about: words, matters and departments, likeness."""
