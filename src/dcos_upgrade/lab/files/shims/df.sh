#!/bin/bash
# Free space as "df -Pk PATH" tells it; nothing where the lab says that the disk is full.
place=${*: -1}
[ -e "$place" ] || exit 1
read -r size free block < <(stat --file-system --format '%b %a %S' "$place")
free=$((free * block / 1024)) size=$((size * block / 1024))
[ ! -e /run/dcos-lab/mishap.disk-full ] || free=0
echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
echo "lab $size $((size - free)) $free 0% $place"
