"""The releases that the product knows."""
