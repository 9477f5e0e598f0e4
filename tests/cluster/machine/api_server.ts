import { stringify } from "yaml";
import type { Certificates, KeyPair } from "./certificates.ts";

/** The settings of the API server. */
export interface ApiServerSettings {
  readonly folder: string;
  readonly etcd: string;
  readonly address: string;
  readonly port: number;
  readonly serviceRange: string;
  readonly certificates: Certificates;
  /** The users with their tokens: lines of `--token-auth-file`. */
  readonly users: readonly User[];
  /**
   * The API server's client certificate for kubelets; undefined if no kubelets run, and tests make Nodes and Pods by
   * hand.
   */
  readonly kubeletClient: KeyPair | undefined;
}

/** A user with a static token. */
export interface User {
  readonly token: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The path of the audit log. The log has every write, and the reads of the components under test. */
export function auditLog(folder: string): string {
  return `${folder}/audit.log`;
}

const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    // A watch is logged at its start, since it may never end.
    { level: "Metadata", verbs: ["watch"], userGroups: ["system:serviceaccounts:metallb-system"] },
    {
      level: "Metadata",
      verbs: ["get", "list"],
      userGroups: ["system:serviceaccounts:metallb-system"],
      omitStages: ["ResponseStarted"],
    },
    { level: "None", verbs: ["get", "list", "watch"] },
    { level: "Metadata", omitStages: ["ResponseStarted"] },
  ],
};

/** Writes the files for the API server, and returns its flags. */
export async function prepareApiServer(settings: ApiServerSettings): Promise<readonly string[]> {
  const { folder, address, certificates } = settings;
  const users = settings.users.map(({ token, name, groups }) => `${token},${name},${name},"${groups.join(",")}"\n`);
  await Deno.writeTextFile(`${folder}/users.csv`, users.join(""), { mode: 0o600 });
  await Deno.writeTextFile(`${folder}/audit-policy.yaml`, stringify(auditPolicy));
  return [
    `--etcd-servers=${settings.etcd}`,
    `--bind-address=${address}`,
    `--advertise-address=${address}`,
    `--secure-port=${settings.port}`,
    // An endpoint of the Service "kubernetes" must not be a loopback address: without this flag, the API server would
    // log an error every 10 s.
    ...(isLoopback(address) ? ["--endpoint-reconciler-type=none"] : []),
    `--service-cluster-ip-range=${settings.serviceRange}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${certificates.servingCertificate}`,
    `--tls-private-key-file=${certificates.servingKey}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${certificates.serviceAccountKey}`,
    `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
    `--token-auth-file=${folder}/users.csv`,
    "--allow-privileged",
    ...(settings.kubeletClient === undefined ? handMadeNodes : withKubelets(settings.kubeletClient, certificates)),
    `--audit-policy-file=${folder}/audit-policy.yaml`,
    `--audit-log-path=${auditLog(folder)}`,
  ];
}

// Without a kubelet, nothing removes the taint of a new Node or mounts a token into a Pod, so these plugins are
// disabled.
const handMadeNodes = [
  "--authorization-mode=RBAC",
  "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
];

function withKubelets({ certificate, key }: KeyPair, { ca }: Certificates): readonly string[] {
  return [
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    `--client-ca-file=${ca}`,
    `--kubelet-client-certificate=${certificate}`,
    `--kubelet-client-key=${key}`,
    "--kubelet-preferred-address-types=InternalIP",
  ];
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
