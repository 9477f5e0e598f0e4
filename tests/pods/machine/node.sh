#!/bin/sh
# The first process of a node, in PID and mount namespaces of its own. When it ends, the kernel kills all processes of
# the node and removes its mounts. Arguments: the node's folder, the folder of images, and the seconds until kube-proxy
# starts; then the command lines of kubelet and kube-proxy, each followed by `--`.
set -eu
folder=$1 images=$2 proxy_after=$3
shift 3

# All processes of the node inherit this lock, so a node that starts again waits until all its earlier processes have
# ended.
exec 9> "$folder/lock"
flock 9

mkdir -p "$folder/sysctl" "$folder/var" "$folder/log"
mount -t proc proc /proc
mount -t tmpfs -o mode=0755 none /run
# Writes below these folders go to the node's own folder.
for place in /var/lib /var/log; do
  upper=$folder/var/$(basename $place)
  mkdir -p "$upper/files" "$upper/work"
  mount -t overlay -o "lowerdir=$place,upperdir=$upper/files,workdir=$upper/work" overlay $place
done

# The kubelet sets these values for the whole machine. To prevent that, files with the wanted values replace them for
# the node.
stub() {
  echo "$2" > "$folder/sysctl/$(basename "$1")"
  mount --bind "$folder/sysctl/$(basename "$1")" "/proc/sys/$1"
}
stub vm/overcommit_memory 1
stub vm/panic_on_oom 0
stub kernel/panic 10
stub kernel/panic_on_oops 1
stub kernel/keys/root_maxkeys 1000000
stub kernel/keys/root_maxbytes 25000000

# keep NAME COMMAND…: runs a command, and restarts it whenever it ends, as systemd does.
keep() {
  log=$folder/log/$1.log
  shift
  while :; do "$@" >> "$log" 2>&1 || true; sleep 2; done
}

# Removes firewall rules and Pods' links of the node's last run: a rebooted machine has none.
nft flush ruleset
ip -o link | grep -oE '(veth[0-9a-f]+|cni0|kube-ipvs0)' | sort -u | while read -r link; do ip link delete "$link" 2> /dev/null || true; done
rm -f "$folder/containerd.sock"

keep containerd containerd --config "$folder/containerd.toml" &
until ctr -a "$folder/containerd.sock" version > /dev/null 2>&1; do sleep 0.1; done
if [ ! -e "$folder/images-are-here" ]; then
  for image in "$images"/*.tar; do
    ctr -a "$folder/containerd.sock" -n k8s.io images import --snapshotter overlayfs "$image" >> "$folder/log/images.log" 2>&1 &
    imports="${imports:-} $!"
  done
  for import in $imports; do wait "$import"; done
  touch "$folder/images-are-here"
fi

kubelet=
while [ "$1" != -- ]; do kubelet="$kubelet $1"; shift; done
shift
keep kubelet $kubelet &
sleep "$proxy_after"
proxy=
while [ "$1" != -- ]; do proxy="$proxy $1"; shift; done
keep kube-proxy $proxy &
wait
