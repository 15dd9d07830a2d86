#!/bin/bash
# Everybody on a lab node is root already: run the command, forget sudo's own options.
while [ $# -gt 0 ]; do
    case $1 in
        --) shift; break ;;
        -u | -g | -U | -h | -p | -C | -r | -t) shift 2 ;;
        -*) shift ;;
        *=*) export "${1?}"; shift ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || set -- /bin/bash
exec "$@"
