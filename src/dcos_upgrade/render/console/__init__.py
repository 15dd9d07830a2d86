"""Values made into text for terminals."""
