"""What a captured snapshot holds."""
