"""One kind of saved answer a file."""
