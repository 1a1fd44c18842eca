"""WeCom's wire: read and written without I/O, and the only doors through which it is spoken."""
