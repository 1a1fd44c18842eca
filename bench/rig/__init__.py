"""What `bench/callback.py` is made of: three servers, the traffic, the load, and the checks after it."""
