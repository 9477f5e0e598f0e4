import { stringify } from "yaml";
import type { Certificates } from "./certificates.ts";

/** All of the API server that is chosen from outside. */
export interface ApiServerSettings {
  readonly folder: string;
  readonly etcd: string;
  readonly address: string;
  readonly port: number;
  readonly serviceRange: string;
  readonly certificates: Certificates;
  /** Each user's token: lines for `--token-auth-file`. */
  readonly users: readonly User[];
}

/** Somebody whom the API server knows by a token. */
export interface User {
  readonly token: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Where the API server writes down each write request, and what the components under test read. */
export function auditLog(folder: string): string {
  return `${folder}/audit.log`;
}

const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    // A watch counts when it begins: it may never end.
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

/** Writes the files that the API server reads and returns its flags. */
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
    // An endpoint of the Service "kubernetes" must not be a loopback address: without this there would be an error every 10 s.
    ...(isLoopback(address) ? ["--endpoint-reconciler-type=none"] : []),
    `--service-cluster-ip-range=${settings.serviceRange}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${certificates.servingCertificate}`,
    `--tls-private-key-file=${certificates.servingKey}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${certificates.serviceAccountKey}`,
    `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
    `--token-auth-file=${folder}/users.csv`,
    "--authorization-mode=RBAC",
    "--allow-privileged",
    // Nodes and Pods here have no kubelet: nobody would take the taint off a new Node, nor mount a token into a Pod.
    "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
    `--audit-policy-file=${folder}/audit-policy.yaml`,
    `--audit-log-path=${auditLog(folder)}`,
  ];
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
