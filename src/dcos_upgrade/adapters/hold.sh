#!/bin/sh
# Holds a master's Marathon back and lets it go, on the master itself. Fed to "sh -s -- VERB" as root; nothing stays installed.
#
#   stop    stop it, and leave its unit at rest: inactive, last ended well
#   start   start it
#
# A Java program that is told to end ends with 143 (128 + SIGTERM), and Marathon's unit does not call that a success. So
# after a stop systemd has it as failed, and its ExecMainStatus stays 143 even after reset-failed: dcos-diagnostics takes
# either for an unhealthy unit, and the vendor's scripts of 1.10 and 1.11 do not begin on a node that has one. Therefore
# the unit is run once more with a program that does nothing and ends well, by a drop-in below /run that is gone, and
# forgotten by systemd, before this ends. Needs a POSIX shell and systemd 218 or later.
set -u
umask 022
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

UNIT=dcos-marathon.service
FOLDER=${SYSTEMD_RUN:-/run/systemd/system}/$UNIT.d
DROP_IN=$FOLDER/dcos-upgrade.conf
PATIENCE=${DCOS_UPGRADE_PATIENCE:-100}

say() { printf '%s %s\n' "$1" "$2"; }

finish() {
    echo 'dcos-upgrade/step/1 end'
    exit 0
}

state() { systemctl is-active "$UNIT" 2>/dev/null | head -n 1; }

ended_with() { systemctl show -p ExecMainStatus "$UNIT" 2>/dev/null | sed -n 's/^ExecMainStatus=//p'; }

# Until the unit is in one of these states; systemd itself kills what does not stop in 90 s.
wait_for() {
    tries=$((PATIENCE * 2))
    while [ "$tries" -gt 0 ]; do
        found=$(state)
        for wanted in "$@"; do [ "$found" = "$wanted" ] && return 0; done
        sleep 0.5 2>/dev/null || sleep 1
        tries=$((tries - 1))
    done
    return 1
}

remove_drop_in() {
    [ -e "$FOLDER" ] || return 0
    rm -f "$DROP_IN"
    rmdir "$FOLDER" 2>/dev/null
    systemctl daemon-reload
}

rest() {
    mkdir -p "$FOLDER" || return
    printf '[Service]\nExecStartPre=\nExecStart=\nExecStart=/bin/true\nRestart=no\n' >"$DROP_IN" && systemctl daemon-reload &&
        systemctl start "$UNIT" && wait_for inactive failed
    remove_drop_in
}

answer() {
    say state "$(state)"
    say status "$(ended_with)"
    say drop_in "$([ -e "$DROP_IN" ] && echo yes || echo no)"
    finish
}

stop() {
    remove_drop_in
    systemctl stop --no-block "$UNIT" && wait_for inactive failed &&
        { [ "$(state)" = failed ] || [ "$(ended_with)" != 0 ]; } && rest
    answer
}

start() {
    remove_drop_in
    systemctl start --no-block "$UNIT" && wait_for active
    answer
}

# A connection that is lost must not leave the drop-in behind. Caught, not ignored, so that it goes on to its end.
trap : HUP INT TERM PIPE
echo 'dcos-upgrade/step/1 begin'
case ${1:-none}/$# in
stop/1) stop ;;
start/1) start ;;
*)
    say refused "argument ${1:-none}"
    finish
    ;;
esac
