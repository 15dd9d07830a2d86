#!/bin/bash
# Builds one node's own root directory inside fresh mount, uts and process-id namespaces, then becomes the node's first
# process: it reaps what other processes leave behind and ends, and with it every process of the node, when its standard
# input is closed. The lab holds the other end, so a lab that dies takes its nodes with it.
#
# Arguments: 1 the node's directory (its tree), 2 the lab's own directory for this node, 3 the directory of the shims,
# 4 the host name. Prints "ready" when shells may enter.
set -o errexit -o nounset -o pipefail

tree=$1 own=$2 shims=$3 name=$4

mount -t tmpfs -o mode=755 tmpfs "$own/ns"
root=$own/ns/root
mkdir -p "$root"
mount --bind "$root" "$root"
mkdir -p "$root"/{usr,etc,var/lib,var/log,opt,proc,dev,sys,tmp,run,root,.old} "$own/ns/upper" "$own/ns/work"

# The system below /usr is the machine's own, with a writable layer that dies with the node; read-only where the kernel
# refuses a layer.
layers=lowerdir=/usr,upperdir=$own/ns/upper,workdir=$own/ns/work
mount -t overlay overlay -o "$layers" "$root/usr" 2>/dev/null \
    || mount -t overlay overlay -o "$layers,userxattr" "$root/usr" 2>/dev/null \
    || mount --rbind /usr "$root/usr"

for directory in /bin /sbin /lib /lib32 /lib64 /libx32; do
    if [ -L "$directory" ]; then
        cp -P "$directory" "$root$directory"
    elif [ -d "$directory" ]; then
        mkdir "$root$directory"
        mount --rbind "$directory" "$root$directory"
    fi
done

for entry in passwd group shells nsswitch.conf hosts resolv.conf ld.so.cache ld.so.conf ld.so.conf.d profile \
    bash.bashrc inputrc alternatives ssl ca-certificates localtime debian_version protocols services; do
    [ -e "/etc/$entry" ] && cp -a "/etc/$entry" "$root/etc/$entry"
done 2>/dev/null || true
printf '%s\n' "$name" >"$root/etc/hostname"
mkdir -p "$root/etc/profile.d" "$root/etc/selinux"
printf 'SELINUX=permissive\nSELINUXTYPE=targeted\n' >"$root/etc/selinux/config"
ln -s /opt/mesosphere/environment.export "$root/etc/profile.d/dcos.sh"

for directory in opt/mesosphere etc/mesosphere etc/systemd/system var/lib/dcos var/lib/dcos-upgrade var/lib/mesos \
    root tmp run; do
    mkdir -p "$root/$directory"
    mount --bind "$tree/$directory" "$root/$directory"
done
mkdir -p "$root/run/dcos-lab"
mount --bind "$own/run" "$root/run/dcos-lab"
# The node names the system that the lab says it has, not the one under the lab.
ln -sf /run/dcos-lab/os-release "$root/etc/os-release"

mount --bind "$shims" "$root/usr/local/sbin"
for shim in "$shims"/*; do
    real=$root/usr/bin/${shim##*/}
    [ -e "$real" ] && mount --bind "$shim" "$real"
done

mount -t proc proc "$root/proc"
mount --bind "$own/boot_id" "$root/proc/sys/kernel/random/boot_id"
mount --bind "$own/cpuinfo" "$root/proc/cpuinfo"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
hostname "$name"

cd "$root"
pivot_root . .old
cd /
umount --lazy /.old
rmdir /.old

printf 'ready\n'
exec >/dev/null 2>&1
read -r _ || true
