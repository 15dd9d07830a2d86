#!/bin/bash
# Free space as "df -Pk PATH" tells it, free inodes as "df -Pi PATH"; no space where the lab says that the disk is full.
place=${*: -1}
[ -e "$place" ] || exit 1
if [ "$1" = -Pi ]; then
    printf '%s\n' 'Filesystem Inodes IUsed IFree IUse% Mounted on' "lab 1000000 100000 900000 10% $place"
    exit 0
fi
read -r size free block < <(stat --file-system --format '%b %a %S' "$place")
free=$((free * block / 1024)) size=$((size * block / 1024))
[ ! -e /run/dcos-lab/mishap.disk-full ] || free=0
echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
echo "lab $size $((size - free)) $free 0% $place"
