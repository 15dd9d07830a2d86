"""The emulated cluster: real SSH and HTTP on loopback addresses."""
