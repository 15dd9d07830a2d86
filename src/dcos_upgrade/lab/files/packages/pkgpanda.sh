#!/bin/bash
# Double of DC/OS's package manager (pkgpanda of DC/OS @RELEASE@): the same store, links, generations and order of renames,
# so that a kill at any point leaves what it would leave on a real node. No checksums, as in the original.
set -o errexit -o nounset -o pipefail

units_are=@UNITS@ # link: unit files are links into the store (1.9); copy: they are copied (1.10 and later)
stop_is=@STOP@    # each: one "systemctl stop --no-block" per unit (to 2.1.1); all: one stop that waits (2.1.2 and later)

root=/opt/mesosphere
config=/etc/mesosphere
systemd=/etc/systemd/system
manage_systemd=yes
generation=(active bin etc include lib environment environment.export active.buildinfo.full.json)
merged=(bin etc include lib dcos.target.wants)

fail() {
    echo "$1: $2" >&2
    exit 1
}

usage() {
    echo 'Usage: pkgpanda activate [--no-block] <id>... | fetch --repository-url=<url> <id>... | active | list | setup | check' >&2
    exit 2
}

# The lab may stretch a phase so that a test can strike in the middle of it.
pause() {
    local seconds file=/run/dcos-lab/delay.$1
    [ -r "$file" ] || return 0
    read -r seconds <"$file" || true
    sleep "${seconds:-0}"
}

# What the lab lets go wrong on this node; a strike kills the whole job as kill -9 would, for once.
mishap() {
    [ -e "/run/dcos-lab/mishap.$1" ]
}

strike() {
    mishap "$1" || return 0
    rm -f "/run/dcos-lab/mishap.$1"
    kill -KILL 0
}

control() {
    [ "$manage_systemd" = yes ] || return 0
    systemctl "$@" || echo "WARNING: systemctl $* failed" >&2
}

live() {
    case $1 in
        dcos.target.wants) echo "$systemd/$1" ;;
        *) echo "$root/$1" ;;
    esac
}

# --- the store -------------------------------------------------------------------------------------------------------

fetch_one() {
    local id=$1 name=${1%%--*} archive
    if [ -d "$root/packages/$id" ]; then
        echo "Package already added."
        return
    fi
    archive=$(mktemp)
    pause fetch
    echo "Fetching $repository_url/packages/$name/$id.tar.xz"
    curl --silent --show-error --fail --retry 2 --retry-delay 1 --output "$archive" \
        "$repository_url/packages/$name/$id.tar.xz" || {
        rm -f "$archive"
        fail ERROR "Unable to fetch package $id from $repository_url"
    }
    rm -rf "$root/packages/${id}_tmp"
    mkdir -p "$root/packages/${id}_tmp"
    ! mishap disk-full || fail ERROR "Unable to unpack package $id: [Errno 28] No space left on device: '$root/packages/${id}_tmp'"
    tar --extract --xz --file "$archive" --directory "$root/packages/${id}_tmp" ||
        fail ERROR "Unable to unpack package $id"
    rm -f "$archive"
    mv -T "$root/packages/${id}_tmp" "$root/packages/$id"
}

list_active() {
    [ -d "$root/active" ] || fail ERROR "$root/active: no such directory"
    local link target
    for link in "$root"/active/*; do
        target=$(readlink "$link") && echo "${target##*/}"
    done | sort
}

# --- a new generation ------------------------------------------------------------------------------------------------

validate() {
    local id name seen=" "
    for id in "$@"; do
        [ -d "$root/packages/$id" ] || fail 'Package Error' "Package $id is not in the repository"
        name=${id%%--*}
        case $seen in
            *" $name "*) fail 'Validation Error' "Multiple packages with the name $name" ;;
        esac
        seen="$seen$name "
    done
}

delete_generation() {
    local name paths=("$systemd/dcos.target.wants.$1")
    for name in "${generation[@]}"; do
        paths+=("$root/$name.$1")
    done
    rm -rf "${paths[@]}"
}

# Links every file of one kind of directory (bin, etc, …), the role's own included, into the new generation.
merge() {
    local kind=$1 id folder file links=() target
    shift
    target=$(live "$kind").new
    mkdir -p "$target"
    for id in "$@"; do
        for folder in "$kind" "${roles[@]/#/${kind}_}"; do
            for file in "$root/packages/$id/$folder"/*; do
                [ -e "$file" ] || continue
                if [ "$kind" = dcos.target.wants ]; then
                    links+=("/opt/mesosphere/packages/$id/$folder/${file##*/}")
                else
                    links+=("../packages/$id/$folder/${file##*/}")
                fi
            done
        done
    done
    [ ${#links[@]} -eq 0 ] || ln -s -f -t "$target" "${links[@]}"
}

write_environment() {
    local library=/opt/mesosphere/lib path=/opt/mesosphere/bin
    local system=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    printf 'LD_LIBRARY_PATH=%s\nPATH=%s:%s\n' $library $path $system >"$root/environment.new"
    printf 'export LD_LIBRARY_PATH=%s\nexport PATH=%s:%s\n' $library $path $system >"$root/environment.export.new"
}

write_buildinfo() {
    local id separator='{'
    for id in "$@"; do
        printf '%s"%s": ' "$separator" "${id%%--*}"
        printf '%s' "$(<"$root/packages/$id/buildinfo.full.json")"
        separator=', '
    done >"$root/active.buildinfo.full.json.new"
    printf '}\n' >>"$root/active.buildinfo.full.json.new"
}

create_users() {
    mishap useradd-fails || return 0
    echo 'useradd: cannot lock /etc/passwd; try again later.' >&2
    fail 'Validation Error' 'Unable to create the user dcos_exhibitor: useradd --system returned 1'
}

build() {
    local id kind
    mkdir -p "$root/active.new"
    for id in "$@"; do
        ln -s "../packages/$id" "$root/active.new/${id%%--*}"
    done
    pause build
    ! mishap disk-full || fail ERROR "[Errno 28] No space left on device: '$root/active.new'"
    for kind in "${merged[@]}"; do
        merge "$kind" "$@"
    done
    create_users
    write_environment
    write_buildinfo "$@"
}

# --- the swap --------------------------------------------------------------------------------------------------------

progress() {
    printf '{"stage": "%s", "extension": ".new"}' "$1" >"$root/install_progress"
}

wanted() {
    local link
    for link in "$systemd/dcos.target.wants"/*; do
        [ -L "$link" ] && echo "${link##*/}"
    done
    return 0
}

stop_services() {
    local unit units=()
    mapfile -t units < <(wanted)
    [ ${#units[@]} -gt 0 ] || return 0
    if [ "$stop_is" = all ]; then
        control stop "${units[@]}"
    else
        for unit in "${units[@]}"; do
            control stop "$unit" --no-block
        done
    fi
    for unit in "${units[@]}"; do
        rm -f "$systemd/$unit"
    done
}

archive() {
    local name path
    progress archive
    pause stop
    stop_services
    for name in "${generation[@]}" dcos.target.wants; do
        path=$(live "$name")
        [ ! -e "$path" ] || mv -T "$path" "$path.old"
    done
    pause archive
    strike dies-in-swap
}

move_new() {
    local name path
    progress move_new
    for name in "${generation[@]}" dcos.target.wants; do
        path=$(live "$name")
        [ ! -e "$path.new" ] || mv -T "$path.new" "$path"
        [ "$name" != etc ] || pause move
    done
    install_units
    rm -f "$root/install_progress"
}

install_units() {
    local unit target
    for unit in $(wanted); do
        target=$(readlink "$systemd/dcos.target.wants/$unit")
        rm -f "$systemd/$unit"
        if [ "$units_are" = link ]; then
            ln -s "$target" "$systemd/$unit"
        else
            cp "$root/${target#/opt/mesosphere/}" "$systemd/$unit"
        fi
    done
    printf '[Unit]\nDescription=DC/OS\n[Install]\nWantedBy=multi-user.target\n' >"$systemd/dcos.target"
}

start_services() {
    strike dies-after-swap
    pause start
    control daemon-reload
    control enable dcos.target
    control start dcos.target ${no_block:+--no-block}
}

activate() {
    validate "$@"
    delete_generation new
    delete_generation old
    build "$@"
    pause staged
    archive
    move_new
    start_services
}

# Completes an interrupted swap, always forward.
setup() {
    [ -e "$root/install_progress" ] || return 0
    case $(<"$root/install_progress") in
        *'"move_new"'*) ;;
        *) archive ;;
    esac
    move_new
    start_services
}

# --- the command line ------------------------------------------------------------------------------------------------

verb='' no_block='' repository_url='' ids=()
for argument in "$@"; do
    case $argument in
        --no-block | --no-block-systemd) no_block=yes ;;
        --no-systemd) manage_systemd=no ;;
        --repository-url=*) repository_url=${argument#*=} ;;
        --root=*) root=${argument#*=} ;;
        --config-dir=*) config=${argument#*=} ;;
        --rooted-systemd=*) systemd=${argument#*=} ;;
        -*) usage ;;
        *) if [ -z "$verb" ]; then verb=$argument; else ids+=("$argument"); fi ;;
    esac
done
roles=()
for role in "$config"/roles/*; do
    [ -e "$role" ] && roles+=("${role##*/}")
done

case $verb in
    fetch)
        [ -n "$repository_url" ] && [ ${#ids[@]} -gt 0 ] || usage
        for id in "${ids[@]}"; do
            fetch_one "$id"
        done
        ;;
    activate)
        [ ${#ids[@]} -gt 0 ] || usage
        activate "${ids[@]}"
        ;;
    active) list_active ;;
    list) ls -1 "$root/packages" ;;
    setup) setup ;;
    check)
        for script in "$root"/active/*/check/*; do
            [ ! -x "$script" ] || "$script" || exit 1
        done
        ;;
    *) usage ;;
esac
