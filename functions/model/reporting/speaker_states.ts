/**
 * What announcers that speak BGP say of the configuration, as MetalLB's speakers do: a ConfigurationState for each.
 *
 * @module
 */

import { readBGPStanding } from "../bgp/bgp_standing.ts";
import { conditionOf } from "../conditions.ts";
import type { ConfigurationState } from "../crds.ts";
import { eventAbout } from "../events.ts";
import type { KubernetesEvent } from "../kubernetes.ts";
import { annotationBGP, labelNode } from "../names.ts";
import type { Observed } from "../observed.ts";
import { configurationState } from "./configuration_report.ts";

export interface SpeakerStates {
  /** In the order of the nodes' names; the observed object itself where nothing has changed. */
  readonly states: readonly ConfigurationState[];
  /** Of nodes that speak BGP no more: to be deleted. What others have made is left alone. */
  readonly retired: readonly ConfigurationState[];
  /** What is wrong and has not been told yet. */
  readonly events: readonly KubernetesEvent[];
}

const conditionType = "configReconcilerValid";

export function speakerStates(
  { leases, configurationStates: observed, settings: { namespace }, now }: Pick<
    Observed,
    "leases" | "configurationStates" | "settings" | "now"
  >,
): SpeakerStates {
  const problems = new Map<string, readonly string[]>();
  for (const { metadata: { labels, annotations } } of leases) {
    const node = labels?.[labelNode];
    const standing = readBGPStanding(annotations?.[annotationBGP]);
    if (node !== undefined && standing !== undefined) problems.set(node, standing.problems);
  }
  const states = [...problems].sort(([one], [other]) => one < other ? -1 : 1).map(([node, lines]) =>
    configurationState({
      name: `speaker-${node}`,
      labels: {
        "metallb.io/component-type": "speaker",
        "metallb.io/node-name": node,
        [labelNode]: node,
      },
      type: conditionType,
      lines,
    }, { observed, namespace, now })
  );
  return {
    states,
    retired: observed.filter(({ metadata: { labels } }) => {
      const node = labels?.[labelNode];
      return node !== undefined && !problems.has(node);
    }),
    events: states.filter((state) => !observed.includes(state)).flatMap((state) => {
      const message = conditionOf(state.status?.conditions, conditionType)?.message ?? "";
      return message === "" ? [] : [eventAbout(state, { type: "Warning", reason: "ConfigurationError", message }, now)];
    }),
  };
}
