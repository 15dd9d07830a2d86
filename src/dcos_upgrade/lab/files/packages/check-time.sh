#!/bin/bash
# Is the clock synchronised? 0 yes, 1 no.
timedatectl show | grep --quiet '^NTPSynchronized=yes$' || { echo 'Time is not synchronized / marked as bad by the kernel.' >&2; exit 1; }
