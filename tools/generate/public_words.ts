/**
 * The words of the program's sources, from which the vocabulary of anonymous archives is made. Comments and the parts
 * of the program that write into no archive are left out.
 *
 * Why: docs/adr/0034-only-public-words.md
 *
 * @module
 */

/** The words in a name of a field. */
const wordParts = /IPv[46]|IPs|L\d(?!\d)|[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

/** The path of the generated file, relative to the project. */
export const publicWordsFile = "runtime/collecting/public_words.ts";

const folders = [
  "functions",
  ...["announcer", "bgp", "collecting", "controller", "frr", "ground", "host", "metrics", "partial", "peers"]
    .map((folder) => `runtime/${folder}`),
  ...["reading", "recording", "store", "wire"].map((folder) => `runtime/${folder}`),
  "manifests/base",
  "manifests/components",
  "manifests/crds",
];

/** Words of other programs in logs, events and Pods: Kubernetes, FRR, Deno and Linux. */
const words = `
  abort aborted accept accepted access account actual additional adjacency admission after again allow allowed already and
  any api apiserver apps are argument as assertion assigned async at attach attempt auth authorization await aws aks back
  backend backoff bad balancer bad be because been before begin being bind bound bridge broken bug build but by bytes cache
  call callback canceled cancelled cannot cause certificate change channel check cgroup client clock close closed
  cloud cluster cni code collapsed command commit complete config configuration configured conflict connect connection connections
  container containerd context continue control controlplane copy core could count crash crashloopbackoff create created cri current daemon data
  dead deadline debug default delay delete deleted deny denied deployment deprecated destination detail detected device dial did
  died different dir directory disabled disk dns do does domain done down drop dropped due duplicate during eks empty enabled end endpoint endpoints
  eof err error errors established etc etcd event eviction exceed exceeded exec exhausted exist exists exit exited expected expired
  external fail failed failure false fatal file files filter finished first flag for forbidden format found from full function gateway
  get gke go goodbye got grace graceful group had handle handler handshake has hash have health healthy hello hold host how http https id idle if
  ignore image in info inf init input instance interface internal into invalid io ip ipam ipv is it its job json keepalive kernel key
  kill killed killing kube kubeconfig kubelet kubernetes large last later latest leader lease left level limit limits line link
  list listen listening load local lock log long lookup loop lost main managed manager map match max maximum memory message metadata
  method min missing mismatch mode module more mount mounted must name named namespace nan nat neighbor net netlink network new next nginx no node nodes
  none normal not notification notified now null number object of off ok old on one only oom oomkilled open operation option or other out output
  outside over owner packet page panic parse part pass patch path payload peer pending permission phase pid ping pipe pod pods policy
  pool port post prefix preempted present previous probe process processing promise protocol proxy pull pulled pulling put query queue quota
  range rate read readiness ready reason received receiving reconcile record refused registry reject rejected release reload
  remote remove removed rename renew reply request requested required reset resource resources response restart restarted restarting result
  retry retrying return role root rotate route router routes rule run running runtime same scheduled scheduler scope sec second
  seconds secret see send sending sent serve server service services session set shutdown sig signal since sit size skip
  socket some soon source spec stack stale start started starting state status stderr stdin stdout step still stop stopped stopping stream string
  subject success successfully sync syntax system table tag taint target tcp tear terminated terminating termination text than that the their then there this
  throttled time timed timeout timer times timestamp tls to token too tool total trace transport try trying type types udp unable unauthorized
  unavailable uncaught under unexpected unhealthy uninitialized unknown unreachable unsupported until up update updated upgrade url usage use used
  user users using valid validate value values version via volume wait waiting warn warning was watch watching were when where which
  while who why will with within without worker would write written wrong yaml yes yet you your zebra zero zone
  administratively aggressive bestpath bfd bgp bgpd capability cease community confederation damp enx ens eno enp established evpn expiry
  graceful hopcount holdtime keepalives martian maximum mpls multihop mvpn nexthop notification ospf peer rib rcvd restart rst shut
  unicast updgrp vrf vtysh
  amazon bare bottlerocket centos cilium calico canal coreos debian flannel flatcar kindnet linuxkit ovn rancher rhel rocky suse talos ubuntu weave antrea multus
  eth bond br veth vlan wlan lo cni tun tap dummy docker calico vxlan
  rke kind minikube kubeadm
  cleanup alpha beta amd arm ppc rc sha aes gcm hmac utf iso jsonl ts js
`;

/** A word with such an ending is public if the word without it is. */
const endings: readonly string[] = ["s", "d", "ed", "es", "ing"];

/** The vocabulary, sorted, without words that are public because of another word and an ending. */
export function publicWords(root: URL): readonly string[] {
  const found = [
    ...folders.flatMap((folder) => sourcesIn(new URL(`${folder}/`, root))).flatMap(wordsOfSource),
    ...words.split(/\s+/),
  ];
  const all = new Set(found.filter((word) => /^[a-z]{2,}$/.test(word)));
  const kept = new Set<string>();
  for (const word of [...all].sort((one, other) => one.length - other.length)) {
    if (!endings.some((end) => word.endsWith(end) && kept.has(word.slice(0, -end.length)))) kept.add(word);
  }
  return [...kept].sort();
}

/** The module with the vocabulary. To keep the bundle small, it has only each word's difference to the word before. */
export function publicWordsText(root: URL): string {
  const lines = [""];
  let before = "";
  for (const word of publicWords(root)) {
    const common = Math.min(9, [...word].findIndex((letter, index) => letter !== before[index]));
    const coded = `${common}${word.slice(common)}`;
    if ((lines.at(-1) ?? "").length + coded.length > 105) lines.push("");
    lines.push(`${lines.pop() ?? ""}${coded}`);
    before = word;
  }
  return `/**
 * The words of this project and of the programs that it works with. Generated from the sources by \`deno task generate\`.
 *
 * @module
 */

/** The words in a name of a field: \`loadBalancerIPs\` has three. */
export const wordParts = ${wordParts};

/** Sorted. A digit says how many first letters a word has in common with the word before it; its other letters follow. */
const coded = ${lines.map((line) => JSON.stringify(line)).join(" +\n  ")};

/** The words in lower case. A word from this set with one of the endings after it is public too. */
export const publicWords: ReadonlySet<string> = decoded(coded);

export const endings: readonly string[] = ${JSON.stringify(endings)};

function decoded(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  let before = "";
  for (const [, common, rest = ""] of text.matchAll(/(\\d)([a-z]+)/g)) {
    before = before.slice(0, Number(common)) + rest;
    words.add(before);
  }
  return words;
}
`;
}

/** The folders of code that answers questions: no archive contains its texts. */
const answers: readonly string[] = ["page", "preflight", "questions"];

function sourcesIn(folder: URL): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? answers.includes(name) ? [] : sourcesIn(new URL(`${name}/`, folder))
      : /\.(ts|yaml)$/.test(name) && name !== "public_words.ts"
      ? [Deno.readTextFileSync(new URL(name, folder))]
      : []
  );
}

/** Each word in the strings and the names of fields, in small letters; `loadBalancerIP` has three words. */
function wordsOfSource(text: string): readonly string[] {
  const bare = text.replace(/\/\*[^]*?\*\/|(?:^|\s)(?:\/\/|#).*$|^import[^;]*;/gm, " ");
  const isCode = /^(export|import|function|const)\b/m.test(bare);
  const parts = bare.matchAll(
    isCode ? /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\b\w+\??(?=: )/g : /^[ -]*[\w./-]+(?::(?: [^\s'"]+)?)?$/gm,
  );
  return [...parts].flatMap(([part = ""]) =>
    [...part.replace(/\$\{[^}]*\}/g, " ").matchAll(wordParts)].map(([word]) => word.toLowerCase())
  );
}
