#!/bin/bash
# Runs a command in DC/OS's environment; an interactive shell without one.
set -o errexit
set -o allexport
source /opt/mesosphere/environment
set +o allexport
[ $# -gt 0 ] || set -- /bin/bash
exec "$@"
