"""Which tickets tell the same, and how is the desk shown them?"""
