#!/bin/bash
# A clock that agrees with everybody's, unless the lab says otherwise by the file /run/dcos-lab/clock ("no").
synchronised=yes
[ -r /run/dcos-lab/clock ] && read -r synchronised </run/dcos-lab/clock
if [ "${1:-status}" = show ]; then
    printf 'NTP=yes\nNTPSynchronized=%s\n' "$synchronised"
    exit 0
fi
printf '%26s: %s\n' \
    'Local time' "$(date '+%a %F %T %Z')" \
    'Universal time' "$(date --utc '+%a %F %T UTC')" \
    'System clock synchronized' "$synchronised" \
    'NTP service' active
