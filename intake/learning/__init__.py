"""How is a table of phrases learned from labelled texts, and how right is what it reads?

What needs numpy and scikit-learn is loaded by who learns, never by the running service.
"""
