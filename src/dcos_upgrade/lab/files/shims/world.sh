#!/bin/bash
# Asks the lab's world, as systemd, the journal or a check runner would be asked on a real node.
# Arguments: what is asked (systemctl, journalctl, checks), then its own arguments. The answer is three shell
# statements (standard output, standard error, exit status), so that no parser is needed here.
set -o nounset

question=$1
shift
fields=()
for argument in "$@"; do
    fields+=(--data-urlencode "argument=$argument")
done
answer=$(curl --silent --show-error --fail --max-time 120 --unix-socket /run/dcos-lab/world.sock \
    --data-urlencode "asked=$question" ${fields[@]+"${fields[@]}"} "http://world/$question") || {
    echo "$question: the node's service manager does not answer" >&2
    exit 1
}
eval "$answer"
