#!/bin/sh
# The first process of User-mode Linux, which sees the host's files, read-only. Makes an overlay of these files and of a
# tmpfs for all writes, makes the overlay the root, and runs the task there. Writes the task's exit code into the folder
# of the host that the kernel's command line names.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t tmpfs writes /mnt
mkdir /mnt/upper /mnt/work /mnt/root
insmod "$MODULES/kernel/fs/overlayfs/overlay.ko"
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work root /mnt/root
cd /mnt/root || exit
mount -t proc proc proc
mount -t sysfs sys sys
mount -t devtmpfs dev dev
mkdir -p dev/pts dev/shm old
mount -t devpts devpts dev/pts
mount -t tmpfs shm dev/shm
mount -t tmpfs run run
mkdir run/host
mount -t hostfs -o "$FOLDER" host run/host
# A process in a changed root may not make user namespaces, so the root itself is exchanged.
pivot_root . old
exec chroot . sh -c '
  ip link set lo up
  mkdir -p /usr/lib/modules
  ln -s "$MODULES" /usr/lib/modules/
  # The pipe to `cat` is no terminal, so no program draws progress.
  { sh /run/host/task.sh; echo "$?" >/run/host/exit-code; } 2>&1 | cat
  echo o >/proc/sysrq-trigger
  # If the first process ended before the machine is off, the kernel would panic.
  while :; do sleep 1; done
'
