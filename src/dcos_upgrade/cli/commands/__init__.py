"""One file per verb, with its constant ``COMMAND``; discovered, not listed."""
