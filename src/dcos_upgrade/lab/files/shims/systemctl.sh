#!/bin/bash
# systemctl as the lab's world answers it.
if [ "$1" = --version ] && [ -e /run/dcos-lab/mishap.systemd-too-old ]; then
    echo "systemd 217"
    exit 0
fi
exec /usr/local/sbin/world systemctl "$@"
