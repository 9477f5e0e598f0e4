/**
 * Writes the configuration files of a node: for containerd, its network plugin and the kubelet.
 *
 * @module
 */

import { stringify } from "yaml";
import { pauseImage } from "../images/images.ts";

/** The values of a node for these files. */
export interface NodeSettings {
  /** The folder with all files of the node. */
  readonly folder: string;
  /** The path of the node's cgroup, such as `/arpeggio-pods/node-1`. */
  readonly cgroup: string;
  /** The file with the certificate of the authority. */
  readonly ca: string;
  /** The ranges for addresses of the node's Pods, in CIDR notation. */
  readonly podRanges: readonly string[];
  readonly kubelet?: KubeletSettings;
}

/** The settings of a kubelet that tests change. */
export interface KubeletSettings {
  /** The kubelet evicts Pods if less than this share of the machine's memory is available, such as `99%`. */
  readonly evictBelow?: string;
}

export async function writeNodeFiles(settings: NodeSettings): Promise<void> {
  const { folder } = settings;
  await Deno.mkdir(`${folder}/cni`, { recursive: true });
  await Deno.writeTextFile(`${folder}/containerd.toml`, containerd(folder));
  await Deno.writeTextFile(`${folder}/cni/10-pods.conflist`, JSON.stringify(podNetwork(settings)));
  await Deno.writeTextFile(`${folder}/kubelet.yaml`, stringify(kubelet(settings)));
}

function containerd(folder: string): string {
  const cri = "io.containerd.grpc.v1.cri";
  return `version = 2
root = "${folder}/containerd"
state = "/run/containerd-state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[plugins."${cri}"]
  sandbox_image = "${pauseImage}"
  # Root may lack CAP_SYS_RESOURCE: then no process can become less likely to be killed than we are.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."${cri}".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
  [plugins."${cri}".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."${cri}".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
`;
}

function podNetwork({ folder, podRanges }: NodeSettings): unknown {
  const ipam = {
    type: "host-local",
    dataDir: `${folder}/ipam`,
    ranges: podRanges.map((subnet) => [{ subnet }]),
    routes: podRanges.map((subnet) => ({ dst: subnet.includes(":") ? "::/0" : "0.0.0.0/0" })),
  };
  return {
    cniVersion: "0.4.0",
    name: "pods",
    plugins: [{ type: "bridge", bridge: "cni0", isGateway: true, hairpinMode: true, ipam }],
  };
}

function kubelet({ folder, cgroup, ca, kubelet: { evictBelow } = {} }: NodeSettings): unknown {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: { anonymous: { enabled: false }, webhook: { enabled: false }, x509: { clientCAFile: ca } },
    authorization: { mode: "AlwaysAllow" },
    cgroupDriver: "cgroupfs",
    cgroupRoot: cgroup,
    enforceNodeAllocatable: ["pods"],
    failCgroupV1: false,
    failSwapOn: false,
    oomScoreAdj: 0,
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    podLogsDir: `${folder}/pods`,
    volumePluginDir: `${folder}/plugins`,
    // The kubelet measures the disk and the memory of the whole machine. With these limits it deletes no images and
    // rarely evicts a Pod.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    ...(evictBelow !== undefined && {
      evictionSoft: { "memory.available": evictBelow },
      evictionSoftGracePeriod: { "memory.available": "1s" },
      evictionMaxPodGracePeriod: 5,
    }),
    // No DNS server has this address, but without a setting each Pod would get a Warning event.
    clusterDNS: ["10.96.0.10"],
    // A container that was killed repeatedly starts again after 2 s. By default the kubelet waits for up to 5 minutes.
    featureGates: { KubeletCrashLoopBackOffMax: true },
    crashLoopBackOff: { maxContainerRestartPeriod: "2s" },
    maxPods: 60,
    nodeStatusUpdateFrequency: "5s",
  };
}
