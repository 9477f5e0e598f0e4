/**
 * Does the work of a kubelet: binds the Pod of a workload to a node, and starts its containers as processes with the
 * containers' commands, environment, files, user and capabilities, in the network of a host.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { KubernetesObject } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";
import { confined, type Mount } from "./container_root.ts";
import type { Daemon } from "./daemon.ts";
import { commandOf, type Container, environmentOf, type PodSpec, type Volume } from "./pod_spec.ts";
import type { Stage } from "./stage.ts";

/** The place of a Pod. */
export interface PodPlace {
  readonly name: string;
  /** The node's name in the API server. */
  readonly node: string;
  /** The host whose network it uses. */
  readonly host: Host;
}

interface Workload extends KubernetesObject {
  readonly spec: { readonly template: { readonly metadata: unknown; readonly spec: PodSpec } };
}

interface Contents extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** A Pod that is being started. */
interface Pod {
  readonly namespace: string;
  readonly place: PodPlace;
  readonly spec: PodSpec;
  /** The folder with the Pod's files. */
  readonly folder: string;
  /** For each volume name, the folder of the volume. */
  readonly volumes: ReadonlyMap<string, string>;
}

const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Starts the containers of a Pod of a workload, such as `deployments/arpeggio-controller`. Reads the workload from the
 * API server.
 */
export async function startPod(stage: Stage, workload: string, place: PodPlace): Promise<readonly Daemon[]> {
  const { cluster } = stage;
  const { spec: { template }, metadata: { namespace = "" } } = await cluster.api.request<Workload>(
    "GET",
    `/apis/apps/v1/namespaces/metallb-system/${workload}`,
  );
  const { spec } = template;
  await cluster.api.request("POST", `/api/v1/namespaces/${namespace}/pods`, {
    metadata: { ...Object(template.metadata), name: place.name },
    spec: { ...spec, nodeName: place.node },
  });
  const folder = await stage.folder(place.name);
  const token = await cluster.serviceAccountToken(namespace, spec.serviceAccountName, { pod: place.name });
  await writeFolder(`${folder}/account`, { token, namespace, "ca.crt": cluster.ca });
  const volumes = await fillVolumes(cluster, { namespace, folder, volumes: spec.volumes ?? [] });
  const pod = { namespace, place, spec, folder, volumes };
  return await Promise.all(spec.containers.map((container) => startContainer(stage, pod, container)));
}

/** Sends readiness probes to the Pod on this host, as a kubelet does, until one succeeds. */
export async function untilReady(host: Host): Promise<void> {
  const patience = ["--retry", "60", "--retry-delay", "1", "--retry-all-errors"];
  await host.run("curl", ["--silent", "--show-error", "--fail", ...patience, `http://${host.address}:9120/readyz`]);
}

async function startContainer(stage: Stage, pod: Pod, container: Container): Promise<Daemon> {
  const { namespace, place, folder, spec: { securityContext } } = pod;
  const { hostname, port } = new URL(stage.cluster.placeUrl);
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
  const root = `${folder}/root-${container.name}`;
  await Deno.mkdir(root);
  const commandLine = confined(commandOf(container, environment), {
    root,
    mounts: mountsOf(pod, container),
    user: securityContext?.runAsUser ?? 0,
    group: securityContext?.runAsGroup ?? 0,
    capabilities: container.securityContext?.capabilities?.add ?? [],
    environment,
  });
  return stage.start(`${place.name}-${container.name}`, place.host, commandLine);
}

/** The mounts for a container's volumes, and for its token. */
function mountsOf({ place, folder, volumes }: Pod, { volumeMounts = [] }: Container): readonly Mount[] {
  const mounts = volumeMounts.map(({ name, mountPath, subPath, readOnly = false }): Mount => {
    const source = volumes.get(name);
    if (source === undefined) {
      throw new Error(`Cannot start Pod ${place.name}: it mounts ${name}, but has no such volume`);
    }
    return { source: subPath === undefined ? source : `${source}/${subPath}`, target: mountPath, readOnly };
  });
  return [{ source: `${folder}/account`, target: accountFolder, readOnly: true }, ...mounts];
}

interface Filling {
  readonly namespace: string;
  readonly folder: string;
  readonly volumes: readonly Volume[];
}

/** Makes a folder of this machine for each volume; returns the folders by volume name. */
async function fillVolumes(
  cluster: Cluster,
  { namespace, folder, volumes }: Filling,
): Promise<ReadonlyMap<string, string>> {
  const filled = volumes.map(async (volume) => {
    const path = await writeFolder(`${folder}/${volume.name}`, await contentOf(cluster, namespace, volume));
    if (volume.emptyDir !== undefined) await Deno.chmod(path, 0o777);
    return [volume.name, path] as const;
  });
  return new Map(await Promise.all(filled));
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
