#!/bin/bash
# sudo on a lab node. Whoever logs in as root has no rules: the command is run, sudo's own options are forgotten. For other
# users the rules are files of the lab: "password" holds the one that is asked for, "terminal" is requiretty. Each try is
# a line of "tries".
rules=${DCOS_LAB_SUDO:-/run/dcos-lab/sudo}
prompt='[sudo] password: ' from_input= never_asks=
while [ $# -gt 0 ]; do
    case $1 in
        --) shift; break ;;
        -p) prompt=${2//%%/%}; shift 2 ;;
        -u | -g | -U | -h | -C | -r | -t) shift 2 ;;
        -S) from_input=yes; shift ;;
        -n) never_asks=yes; shift ;;
        -*) shift ;;
        *=*) export "${1?}"; shift ;;
        *) break ;;
    esac
done

refuse() { echo "sudo: $1" >&2; exit 1; }

has_terminal() { : </dev/tty; } 2>/dev/null

ask() {
    [ -z "$never_asks" ] || refuse 'a password is required'
    [ -n "$from_input" ] || has_terminal || refuse 'a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper'
    [ -t 0 ] && { modes=$(stty -g); stty -echo; }
    for try in 1 2 3; do
        printf '%s' "$prompt" >&2
        IFS= read -r said || refuse 'no password was provided'
        echo "$try" >>"$rules/tries"
        [ "$said" = "$(cat "$rules/password")" ] && break
        [ "$try" = 3 ] && refuse '3 incorrect password attempts'
        echo 'Sorry, try again.' >&2
    done
    [ -t 0 ] && stty "$modes"
    :
}

if [ "${USER:-root}" != root ]; then
    [ -e "$rules/terminal" ] && ! has_terminal && refuse 'sorry, you must have a tty to run sudo'
    [ -e "$rules/password" ] && ask
    export USER=root LOGNAME=root HOME=/root
fi
[ $# -gt 0 ] || set -- /bin/bash
exec "$@"
