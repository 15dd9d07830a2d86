#!/bin/bash
# systemctl as the lab's world answers it.
exec /usr/local/sbin/world systemctl "$@"
