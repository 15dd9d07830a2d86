"""The lab in memory: the same world behind our ports, without sockets, processes or disks, on virtual time.

Same seed, same journal. A night of upgrades takes seconds.
"""
