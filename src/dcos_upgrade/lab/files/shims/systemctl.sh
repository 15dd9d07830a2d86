#!/bin/bash
# systemctl as the lab's world answers it.
if [ "$1" = --version ]; then
    version=234
    [ ! -e /run/dcos-lab/mishap.systemd-too-old ] || version=217
    echo "systemd $version"
    exit 0
fi
exec /usr/local/sbin/world systemctl "$@"
