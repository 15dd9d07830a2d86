"""One fault per file, each with a constant ``FAULT``."""
