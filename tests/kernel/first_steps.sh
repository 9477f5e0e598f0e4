#!/bin/busybox sh
# The first process of the virtual machine. Makes an overlay of the host's files, which are read-only, and of a tmpfs
# for all writes. Makes this overlay the root, and executes second_steps.sh there.
/bin/busybox mkdir -p /dev /proc /outside /writes /root
/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
for module in /modules/*; do insmod "$module"; done
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=524288,cache=loose outside /outside
mount -t tmpfs writes /writes
mkdir /writes/upper /writes/work
mount -t overlay -o lowerdir=/outside,upperdir=/writes/upper,workdir=/writes/work root /root
mount -t proc proc /root/proc
mount -t sysfs sys /root/sys
mount -t devtmpfs dev /root/dev
mkdir -p /root/dev/pts
mount -t devpts devpts /root/dev/pts
mount -t tmpfs run /root/run
cp /second_steps.sh /task.sh /root/run
exec switch_root /root /bin/sh /run/second_steps.sh
