"""What goes wrong in the lab, by name."""
