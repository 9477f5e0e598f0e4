/**
 * What a kubelet does, done by hand: the Pod of a workload, bound to a node, and its container as a process that has the container's
 * command, environment, files, user and capabilities, in the network of a host.
 *
 * @module
 */

import type { Host } from "../../runtime/lab/host.ts";
import type { KubernetesObject } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";
import { confined, type Mount } from "./container_root.ts";
import type { Daemon } from "./daemon.ts";
import { commandOf, type Container, environmentOf, type PodSpec, type Volume } from "./pod_spec.ts";
import type { Stage } from "./stage.ts";

/** Where a Pod is started. */
export interface PodPlace {
  readonly name: string;
  /** As the API server knows it. */
  readonly node: string;
  /** In whose network. */
  readonly host: Host;
}

interface Workload extends KubernetesObject {
  readonly spec: { readonly template: { readonly metadata: unknown; readonly spec: PodSpec } };
}

interface Contents extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Starts the one container of a Pod of a workload, such as `deployments/arpeggio-controller`, as the API server has it now. */
export async function startPod(stage: Stage, workload: string, place: PodPlace): Promise<Daemon> {
  const { cluster } = stage;
  const { spec: { template }, metadata: { namespace = "" } } = await cluster.api.request<Workload>(
    "GET",
    `/apis/apps/v1/namespaces/metallb-system/${workload}`,
  );
  const [container] = template.spec.containers;
  if (container === undefined) throw new Error(`Cannot start a Pod of ${workload}: it has no container`);
  await cluster.api.request("POST", `/api/v1/namespaces/${namespace}/pods`, {
    metadata: { ...Object(template.metadata), name: place.name },
    spec: { ...template.spec, nodeName: place.node },
  });
  const folder = await stage.folder(place.name);
  const mounts = await fillVolumes(cluster, { namespace, pod: place.name, spec: template.spec, container, folder });
  const { hostname, port } = new URL(cluster.placeUrl);
  const environment = environmentOf(
    container,
    { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, HOSTNAME: place.name },
    {
      "metadata.namespace": namespace,
      "metadata.name": place.name,
      "spec.nodeName": place.node,
      "status.podIP": place.host.address,
    },
  );
  await Deno.mkdir(`${folder}/root`);
  const commandLine = confined(commandOf(container, environment), {
    root: `${folder}/root`,
    mounts,
    user: template.spec.securityContext?.runAsUser ?? 0,
    group: template.spec.securityContext?.runAsGroup ?? 0,
    capabilities: container.securityContext?.capabilities?.add ?? [],
    environment,
  });
  return stage.start(place.name, place.host, commandLine);
}

/** Waits until the readiness probe of the Pod on this host succeeds, asked as its kubelet would. */
export async function untilReady(host: Host): Promise<void> {
  const patience = ["--retry", "60", "--retry-delay", "1", "--retry-all-errors"];
  await host.run("curl", ["--silent", "--show-error", "--fail", ...patience, `http://${host.address}:9120/readyz`]);
}

interface PodFiles {
  readonly namespace: string;
  readonly pod: string;
  readonly spec: PodSpec;
  readonly container: Container;
  readonly folder: string;
}

/** The volumes as folders of this machine, and where the container wants them. */
async function fillVolumes(cluster: Cluster, files: PodFiles): Promise<readonly Mount[]> {
  const { namespace, pod, spec, container: { volumeMounts = [] }, folder } = files;
  const token = await cluster.serviceAccountToken(namespace, spec.serviceAccountName, { pod });
  const account = await writeFolder(`${folder}/account`, { token, namespace, "ca.crt": cluster.ca });
  const mounts = volumeMounts.map(async ({ name, mountPath, readOnly = false }): Promise<Mount> => {
    const volume = spec.volumes?.find((each) => each.name === name);
    if (volume === undefined) throw new Error(`Cannot start Pod ${pod}: it mounts ${name}, which is no volume of it`);
    const source = await writeFolder(`${folder}/${name}`, await contentOf(cluster, namespace, volume));
    if (volume.emptyDir !== undefined) await Deno.chmod(source, 0o777);
    return { source, target: mountPath, readOnly };
  });
  return [{ source: account, target: accountFolder, readOnly: true }, ...await Promise.all(mounts)];
}

async function contentOf(
  { api }: Cluster,
  namespace: string,
  volume: Volume,
): Promise<Record<string, string | Uint8Array>> {
  const { configMap, secret } = volume;
  const core = `/api/v1/namespaces/${namespace}`;
  if (configMap !== undefined) {
    return (await api.request<Contents>("GET", `${core}/configmaps/${configMap.name}`)).data ?? {};
  }
  if (secret === undefined) return {};
  const { data = {} } = await api.request<Contents>("GET", `${core}/secrets/${secret.secretName}`);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Uint8Array.fromBase64(value)]));
}

async function writeFolder(path: string, files: Record<string, string | Uint8Array>): Promise<string> {
  await Deno.mkdir(path);
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${path}/${name}`, bytes);
  }
  return path;
}
