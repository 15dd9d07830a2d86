"""The report's sections, one per file; each has its constant ``SECTION``."""
