/**
 * The fields of the configurations of kube-proxy and kubeadm that a bug report needs.
 *
 * @module
 */

import { stringify } from "yaml";
import type { KeptFields } from "../../functions/model/kept_fields.ts";
import { isRecord } from "../../functions/model/shape.ts";
import { clusterConfigMaps } from "../reading/cluster_surroundings.ts";
import { leftOut } from "../recording/without_secrets.ts";
import { pickFields } from "../store/trim.ts";
import { parseYAML } from "../store/yaml_value.ts";

/** A ConfigMap of the cluster with only the needed files and fields; any other value as it is. */
export function neededOfConfigMap(item: unknown): unknown {
  if (!isRecord(item) || item["kind"] !== "ConfigMap" || !isRecord(item["metadata"])) return item;
  const { name } = item["metadata"];
  if (!clusterConfigMaps.some((each) => each === name) || !isRecord(item["data"])) return item;
  const data = Object.entries(item["data"]).flatMap(([file, text]) => {
    const kept = files[file];
    return kept === undefined ? [] : [[file, neededOf(kept, text)]];
  });
  return { ...item, data: Object.fromEntries(data) };
}

const files: Readonly<Record<string, KeptFields>> = {
  "config.conf": {
    apiVersion: "all",
    kind: "all",
    mode: "all",
    clusterCIDR: "all",
    ipvs: { strictARP: "all", scheduler: "all" },
  },
  ClusterConfiguration: {
    apiVersion: "all",
    kind: "all",
    kubernetesVersion: "all",
    networking: { podSubnet: "all", serviceSubnet: "all" },
  },
};

/** A text that cannot be read is left out, since it may hold anything. */
function neededOf(kept: KeptFields, text: unknown): string {
  const value = typeof text === "string" ? parseYAML(text) : { fault: "no text" };
  return "is" in value && isRecord(value.is) ? stringify(pickFields(kept, value.is)) : leftOut;
}
