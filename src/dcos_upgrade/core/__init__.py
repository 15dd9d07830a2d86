"""Values only: frozen, no I/O, no clock. Everything above is built of these."""
