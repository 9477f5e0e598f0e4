/**
 * Reads the setup of a cluster from the configurations of kube-proxy and kubeadm, from Nodes and from Services.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import { referenceTo } from "../../functions/model/fault.ts";
import type { ConfigMap, Node, Secret, Service } from "../../functions/model/kubernetes.ts";
import type { ClusterRange, KubeProxy, Surroundings } from "../../functions/model/preflight/surroundings.ts";
import { parseYAML } from "../store/yaml_value.ts";

/** The names of the ConfigMaps in `kube-system` that are read. */
export const clusterConfigMaps = ["kube-proxy", "kubeadm-config"] as const;

/** The objects that `check` reads in addition to the controller's world. */
export interface ClusterParts {
  /** Services of every type. */
  readonly services: readonly Service[];
  /** The configurations of kube-proxy and of kubeadm, if they exist and may be read. */
  readonly configMaps: readonly ConfigMap[];
  /** Secrets from manifests; empty for a cluster. */
  readonly secrets: readonly Secret[];
}

/** The setup of a cluster. Parts that cannot be read count as absent. */
export function surroundingsOf({ services, configMaps, secrets }: ClusterParts, nodes: readonly Node[]): Surroundings {
  const [proxy, kubeadm] = clusterConfigMaps.map((name) =>
    configMaps.find(({ metadata }) => metadata.name === name && metadata.namespace === "kube-system")
  );
  const proxyConfiguration = documentIn(proxy, "config.conf");
  const networking = fieldsIn(documentIn(kubeadm, "ClusterConfiguration"), "networking");
  const ranges: readonly ClusterRange[] = [
    ...cidrsIn(networking["serviceSubnet"], "Services"),
    ...cidrsIn(networking["podSubnet"] ?? proxyConfiguration["clusterCIDR"], "Pods"),
    ...nodes.flatMap(({ spec }) => (spec?.podCIDRs ?? []).map((cidr) => ({ of: "Pods", cidr } as const))),
  ];
  return {
    ...(proxy !== undefined && { kubeProxy: kubeProxyOf(proxy, proxyConfiguration) }),
    ranges: ranges.filter(({ cidr }, index) => ranges.findIndex((each) => each.cidr === cidr) === index),
    services,
    secrets,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function kubeProxyOf(object: ConfigMap, configuration: Fields): KubeProxy {
  const { mode } = configuration;
  return {
    object: referenceTo(object),
    mode: typeof mode === "string" ? mode : "",
    strictARP: fieldsIn(configuration, "ipvs")["strictARP"] === true,
  };
}

function documentIn(configMap: ConfigMap | undefined, key: string): Fields {
  const text = configMap?.data?.[key];
  if (text === undefined) return {};
  const parsed = parseYAML(text);
  return "is" in parsed && isRecord(parsed.is) ? parsed.is : {};
}

function fieldsIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isRecord(value) ? value : {};
}

/** Parses a text with one range for each family, separated by a comma. */
function cidrsIn(value: unknown, of: ClusterRange["of"]): readonly ClusterRange[] {
  if (typeof value !== "string") return [];
  return value.split(",").map((cidr) => cidr.trim()).filter((cidr) => cidr !== "").map((cidr) => ({ of, cidr }));
}
