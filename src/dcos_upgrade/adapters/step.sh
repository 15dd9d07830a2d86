#!/bin/sh
# One node's step, on the node itself. Fed to "sh -s -- VERB ARGUMENTS" as root; nothing stays installed.
#
#   start   TARGET RUN EPOCH ATTEMPT SOURCE URL SHA256   begin the step unless one lies here already; then look
#   look    TARGET                                       what lies here
#   cancel  TARGET RUN ATTEMPT                           let an attempt that has not begun never begin
#   retire  TARGET ATTEMPT                               set a settled attempt aside
#   claim   CLUSTER RUN EPOCH                            lay down the owner file of this run
#   release RUN                                          take this run's owner file away
#
# The lock of a step is the file target/TARGET/begun. It appears once, whole and on disk (link(2) of a finished
# temporary file), before anything is run, and only who made it starts the job. Needs a POSIX shell, curl,
# sha256sum, setsid and bash; neither jq nor python.
set -u
umask 077
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

ROOT=${DCOS_UPGRADE_ROOT:-/var/lib/dcos-upgrade}
MESOSPHERE=${MESOSPHERE_ROOT:-/opt/mesosphere}
GRACE=${DCOS_UPGRADE_GRACE:-10}
BOOT=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || BOOT=unknown

say() { printf '%s %s\n' "$1" "$2"; }

refuse() { # KIND DETAIL
    say refused "$*"
    finish
}

finish() {
    echo 'dcos-upgrade/step/1 end'
    exit 0
}

# Only names that are safe as file names and in a "key value" line.
plain() {
    for word in "$@"; do
        case $word in
        '' | .* | *[!A-Za-z0-9._:@+-]*) refuse argument "$word" ;;
        esac
    done
}

number() {
    case $1 in '' | *[!0-9]*) refuse argument "$1" ;; esac
}

# Older coreutils know no "sync FILE" and sync everything instead: slower, as safe.
durable() { sync "$@" 2>/dev/null || sync; }

directory() {
    mkdir -p "$1" 2>/dev/null && chmod 700 "$ROOT" "$1" || refuse disk "$1 cannot be made"
}

# --- processes -----------------------------------------------------------------------------------

# Start time of a live process in clock ticks since boot (field 22 of its stat); empty for none and for a zombie.
started() {
    # shellcheck disable=SC2046
    set -- $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null)
    case ${1:-Z} in Z | X) ;; *) echo "${20}" ;; esac
}

same_process() { # "PID START"
    # shellcheck disable=SC2086
    set -- $1
    [ $# -eq 2 ] && [ "$(started "$1")" = "$2" ]
}

# The job leads a session of its own. Its script may outlive it there when only the leader is killed.
session_lives() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' | grep -v '^[ZX] ' | cut -d' ' -f4 | grep -qx "$1"
}

value() { sed -n "s/^$2 //p" "$1" 2>/dev/null | head -n 1; }

rebooted() { [ "$(value "$1/begun" boot)" != "$BOOT" ]; }

young() {
    born=$(stat -c %Y "$1" 2>/dev/null) || return 1
    age=$(($(date +%s) - born))
    [ "$age" -lt "$GRACE" ] && [ "$age" -ge "-$GRACE" ]
}

alive() { # DIR
    [ -e "$1/begun" ] || return 1
    rebooted "$1" && return 1
    if [ -s "$1/pid" ]; then
        leader=$(head -n 1 "$1/pid")
        same_process "$leader" && return 0
        [ -e "$1/exit" ] && return 1
        # Another process with that number: then the number was free, and so was the session.
        [ -z "$(started "${leader%% *}")" ] && session_lives "${leader%% *}"
        return
    fi
    [ -e "$1/exit" ] && return 1
    # Begun, and no pid yet: who made the file may still be about to start the job.
    same_process "$(value "$1/begun" starter)" || young "$1/begun"
}

# --- look ----------------------------------------------------------------------------------------

yes_no() { if "$@"; then echo yes; else echo no; fi; }

any() { for found in "$@"; do [ -e "$found" ] || [ -L "$found" ] && return 0; done; return 1; }

json_text() { # KEY FILE
    tr -d '\n' <"$2" 2>/dev/null | sed -n "s/.*\"$1\"[[:space:]]*:[[:space:]]*\"\\([A-Za-z0-9._+-]*\\)\".*/\\1/p" | head -n 1
}

look_at_job() { # DIR
    # Who lives is asked first: a job that ends in between then shows its exit, and is never taken for a dead one.
    living=$(yes_no alive "$1")
    if [ -e "$1/begun" ]; then
        grep -E '^(run|epoch|attempt|boot) ' "$1/begun"
        say rebooted "$(yes_no rebooted "$1")"
    fi
    say alive "$living"
    [ -e "$1/exit" ] && say exit "$(head -n 1 "$1/exit")"
    [ -s "$1/log" ] && say log "$(tail -n 20 "$1/log" | tail -c 4096 | od -An -v -tx1 | tr -d ' \n')"
}

look_at_generation() {
    if [ -f "$MESOSPHERE/etc/dcos-version.json" ]; then
        version=$(json_text version "$MESOSPHERE/etc/dcos-version.json")
        [ -n "$version" ] && say version "$version"
    fi
    for link in "$MESOSPHERE"/active/*; do
        [ -L "$link" ] && say active "$(basename "$(readlink "$link")")"
    done
    for package in "$MESOSPHERE"/packages/*; do
        [ -d "$package" ] && say stored "${package##*/}"
    done
    if [ -e "$MESOSPHERE/install_progress" ]; then
        stage=$(json_text stage "$MESOSPHERE/install_progress")
        say install_progress "${stage:-unreadable}"
    fi
    say active_present "$(yes_no test -d "$MESOSPHERE/active")"
    say new_generation "$(yes_no any "$MESOSPHERE"/*.new)"
}

look() { # TARGET
    plain "$1"
    look_at_job "$ROOT/target/$1"
    look_at_generation
    finish
}

# --- start ---------------------------------------------------------------------------------------

fetch() { # URL SHA256 FILE
    if ! command -v curl >/dev/null 2>&1; then refuse fetch 'there is no curl on the node'; fi
    error=$(curl --fail --silent --show-error --proto '=http,https' --noproxy '*' --connect-timeout 10 --max-time 60 \
        --max-filesize 4194304 --output "$3" -- "$1" 2>&1) || {
        rm -f "$3"
        refuse fetch "$(printf '%s' "$error" | tr '\n' ' ' | cut -c 1-200)"
    }
    found=$(sha256sum <"$3" | cut -d' ' -f1)
    [ "$found" = "$2" ] && return
    rm -f "$3"
    refuse sha256 "$found"
}

# The vendor's script is only for a node whose old generation is whole and in its place.
whole() { # SOURCE
    if [ -e "$MESOSPHERE/install_progress" ] || [ ! -d "$MESOSPHERE/active" ]; then
        refuse swap "$MESOSPHERE/install_progress or a missing $MESOSPHERE/active"
    fi
    found=$(json_text version "$MESOSPHERE/etc/dcos-version.json")
    [ "$found" = "$1" ] || refuse release "${found:-none} and not $1"
}

# A retired or cancelled attempt must not come back through a late order of the same run.
superseded() { # DIR ATTEMPT RUN
    for old in "$1"/begun.*; do
        case ${old##*.} in '' | *[!0-9]*) continue ;; esac
        [ "${old##*.}" -ge "$2" ] && [ "$(value "$old" run)" = "$3" ] && return 0
    done
    return 1
}

# The job: a session of its own, no open files but its log. bash always, as 1.9's script does not begin with "#!".
JOB='
dir=$1
durable() { sync "$@" 2>/dev/null || sync; }
keep() { printf "%s\n" "$2" >"$dir/$1.new" && durable "$dir/$1.new" && mv -f "$dir/$1.new" "$dir/$1" && durable "$dir"; }
cd / || exit 1
birth=$(sed "s/.*) //" /proc/$$/stat | cut -d" " -f20)
keep pid "$$ $birth" || exit 1
umask 022
bash "$dir/script" </dev/null
code=$?
umask 077
keep exit "$code"
'

launch() { # DIR
    setsid sh -c "$JOB" dcos-upgrade-job "$1" </dev/null >"$1/log" 2>&1 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
    tries=50
    while [ ! -s "$1/pid" ] && [ "$tries" -gt 0 ]; do
        sleep 0.1 2>/dev/null || sleep 1
        tries=$((tries - 1))
    done
}

begin() { # DIR RUN EPOCH ATTEMPT SCRIPT SOURCE
    printf 'run %s\nepoch %s\nattempt %s\nboot %s\nstarter %s %s\nsource %s\n' \
        "$2" "$3" "$4" "$BOOT" "$$" "$(started $$)" "$6" \
        >"$1/begun-by.$$" && durable "$1/begun-by.$$" || refuse disk 'begun cannot be written'
    ln "$1/begun-by.$$" "$1/begun" 2>/dev/null || return
    # Asked once more: the attempt may have been retired between the first question and the link.
    if superseded "$1" "$4" "$2"; then
        rm -f "$1/begun" "$1/begun-by.$$" "$5"
        refuse superseded "$4"
    fi
    mv -f "$5" "$1/script"
    durable "$1/script" "$1" "$ROOT/target" "$ROOT"
    touch "$1/begun"
    launch "$1"
}

start() { # TARGET RUN EPOCH ATTEMPT SOURCE URL SHA256
    # A connection that is lost between "begun" and the job must not leave a step that nobody carries out. Caught, not
    # ignored: what is ignored would stay ignored in the vendor's script.
    trap : HUP INT TERM PIPE
    plain "$1" "$2" "$5" "$7"
    number "$3" && number "$4"
    dir=$ROOT/target/$1
    directory "$dir"
    if [ ! -e "$dir/begun" ]; then
        superseded "$dir" "$4" "$2" && refuse superseded "$4"
        whole "$5"
        fetch "$6" "$7" "$dir/fetched.$$"
        durable "$dir/fetched.$$"
        begin "$dir" "$2" "$3" "$4" "$dir/fetched.$$" "$5"
        rm -f "$dir/begun-by.$$" "$dir/fetched.$$"
    fi
    look "$1"
}

# --- cancel --------------------------------------------------------------------------------------

# An order may still be on its way to "begun". It asks once more after it has made it, and finds what is laid down here;
# if it has asked already, then this finds its "begun".
cancel() { # TARGET RUN ATTEMPT
    plain "$1" "$2"
    number "$3"
    dir=$ROOT/target/$1
    directory "$dir"
    if ! superseded "$dir" "$3" "$2"; then
        printf 'run %s\nattempt %s\ncancelled yes\n' "$2" "$3" >"$dir/cancelled.$$" && durable "$dir/cancelled.$$" &&
            mv -f "$dir/cancelled.$$" "$dir/begun.$3" || refuse disk 'the attempt cannot be cancelled'
        durable "$dir"
    fi
    # What another attempt has begun is not this one's; it can be cancelled all the same.
    if [ "$(value "$dir/begun" run)" = "$2" ] && [ "$(value "$dir/begun" attempt)" = "$3" ]; then
        [ "$(value "$dir/begun.$3" cancelled)" = yes ] && rm -f "$dir/begun.$3"
        say cancelled no
    else
        say cancelled yes
    fi
    finish
}

# --- retire --------------------------------------------------------------------------------------

# begun goes last: as long as it is there nobody else can begin, and an interrupted retire can be repeated.
retire() { # TARGET ATTEMPT
    plain "$1"
    number "$2"
    dir=$ROOT/target/$1
    if [ -e "$dir/begun" ]; then
        [ "$(value "$dir/begun" attempt)" = "$2" ] || refuse attempt "$(value "$dir/begun" attempt)"
        alive "$dir" && refuse alive "$2"
        for name in pid exit log script; do
            [ -e "$dir/$name" ] && mv -f "$dir/$name" "$dir/$name.$2"
        done
        durable "$dir"
        mv -f "$dir/begun" "$dir/begun.$2"
        durable "$dir"
    fi
    [ -e "$dir/begun.$2" ] || refuse attempt none
    say retired "$2"
    finish
}

# --- owner ---------------------------------------------------------------------------------------

lock_owner() {
    directory "$ROOT"
    exec 9>"$ROOT/owner.lock"
    if command -v flock >/dev/null 2>&1; then flock -w 10 9 || refuse busy 'the owner file is locked'; fi
}

say_owner() {
    say owner_cluster "$(value "$ROOT/owner" cluster)"
    say owner_run "$(value "$ROOT/owner" run)"
    say owner_epoch "$(value "$ROOT/owner" epoch)"
}

ours() { # CLUSTER RUN EPOCH
    held=$(value "$ROOT/owner" epoch)
    case $held in '' | *[!0-9]*) return 1 ;; esac
    [ "$(value "$ROOT/owner" cluster)" = "$1" ] && [ "$(value "$ROOT/owner" run)" = "$2" ] && [ "$held" -le "$3" ]
}

claim() { # CLUSTER RUN EPOCH
    plain "$1" "$2"
    number "$3"
    lock_owner
    printf 'cluster %s\nrun %s\nepoch %s\n' "$1" "$2" "$3" >"$ROOT/owner.$$" && durable "$ROOT/owner.$$" ||
        refuse disk 'the owner file cannot be written'
    if ln "$ROOT/owner.$$" "$ROOT/owner" 2>/dev/null; then
        rm -f "$ROOT/owner.$$"
        claimed=yes
    elif ours "$1" "$2" "$3"; then
        mv -f "$ROOT/owner.$$" "$ROOT/owner"
        claimed=yes
    else
        rm -f "$ROOT/owner.$$"
        claimed=no
    fi
    durable "$ROOT"
    say claimed "$claimed"
    say_owner
    finish
}

release() { # RUN
    plain "$1"
    lock_owner
    if [ -e "$ROOT/owner" ] && [ "$(value "$ROOT/owner" run)" = "$1" ]; then
        rm -f "$ROOT/owner"
        durable "$ROOT"
        say released yes
    else
        say released no
    fi
    finish
}

echo 'dcos-upgrade/step/1 begin'
verb=${1:-none}
[ $# -gt 0 ] && shift
case $verb/$# in
start/7) start "$@" ;;
look/1) look "$@" ;;
cancel/3) cancel "$@" ;;
retire/2) retire "$@" ;;
claim/3) claim "$@" ;;
release/1) release "$@" ;;
*) refuse argument "$verb" ;;
esac
