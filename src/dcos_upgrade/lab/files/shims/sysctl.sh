#!/bin/bash
# The few settings of the kernel that are asked for by name: IPv6 is on.
case ${*: -1} in
    net.ipv6.conf.all.disable_ipv6) echo 0 ;;
    *) exit 255 ;;
esac
