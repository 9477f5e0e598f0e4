/**
 * The ConfigurationStates `speaker-NODE`, as in MetalLB: one for each announcer that speaks BGP, and one for each
 * announcer that lacks the heartbeat keys of the others, or whose node name a second announcer has.
 *
 * @module
 */

import { compare } from "../order.ts";
import { readBGPStanding } from "../announcing/bgp_standing.ts";
import { conditionOf } from "../conditions.ts";
import type { ConfigurationState } from "../crds.ts";
import { eventAbout } from "../events.ts";
import { routerIDClashes, routerIDClashMessage } from "../bgp/router_id_clashes.ts";
import { keyRiftsOf, readAnnouncers, twinsOf } from "../election/announcers.ts";
import { twinMessage } from "../announcing/status/announcer_messages.ts";
import { keyRiftMessage } from "../announcing/status/heartbeat_messages.ts";
import type { KubernetesEvent } from "../kubernetes.ts";
import { annotationBGP, labelNode } from "../names.ts";
import { nodeInLabel, nodeObjectName, nodeOfLease } from "../node_names.ts";
import type { Observed } from "../observed.ts";
import { configurationState } from "./configuration_report.ts";

export interface SpeakerStates {
  /** Sorted by the names of the nodes. If nothing changes, an entry is the observed object itself. */
  readonly states: readonly ConfigurationState[];
  /** The ConfigurationStates to delete: those of nodes that no longer need one. Objects of other authors stay. */
  readonly retired: readonly ConfigurationState[];
  /** One event for each node that had no problem before and has one now. */
  readonly events: readonly KubernetesEvent[];
}

const conditionType = "configReconcilerValid";

export function speakerStates(
  { leases, nodes, bgpPeers, configurationStates: observed, settings: { namespace }, now, followedSince }: Pick<
    Observed,
    "leases" | "nodes" | "bgpPeers" | "configurationStates" | "settings" | "now" | "followedSince"
  >,
): SpeakerStates {
  const problems = new Map<string, readonly string[]>();
  for (const lease of leases) {
    const node = nodeOfLease(lease);
    const standing = readBGPStanding(lease.metadata.annotations?.[annotationBGP]);
    if (node !== undefined && standing !== undefined) problems.set(node, standing.problems);
  }
  const speaking = nodes.filter(({ metadata }) => problems.has(metadata.name));
  for (const [node, clash] of routerIDClashes(speaking, bgpPeers)) {
    problems.set(node, [...problems.get(node) ?? [], routerIDClashMessage(node, clash)]);
  }
  const announcers = readAnnouncers(leases, now, followedSince);
  for (const rift of keyRiftsOf(announcers)) {
    problems.set(rift.node, [...problems.get(rift.node) ?? [], keyRiftMessage(rift)]);
  }
  for (const [node, since] of twinsOf(announcers)) {
    problems.set(node, [...problems.get(node) ?? [], twinMessage(node, since)]);
  }
  const states = [...problems].sort(([one], [other]) => compare(one, other)).map(([node, lines]) =>
    configurationState({
      name: nodeObjectName("speaker", node),
      labels: {
        "metallb.io/component-type": "speaker",
        "metallb.io/node-name": nodeInLabel(node),
        [labelNode]: nodeInLabel(node),
      },
      type: conditionType,
      lines,
    }, { observed, namespace, now })
  );
  const labelled = new Set(problems.keys().map(nodeInLabel));
  return {
    states,
    retired: observed.filter(({ metadata: { labels } }) => {
      const node = labels?.[labelNode];
      return node !== undefined && !labelled.has(node);
    }),
    events: states.filter((state) => isNewlyInvalid(state, observed)).map((state) => {
      const message = conditionOf(state.status?.conditions, conditionType)?.message ?? "";
      return eventAbout(state, { type: "Warning", reason: "ConfigurationError", message }, now);
    }),
  };
}

function isNewlyInvalid(state: ConfigurationState, observed: readonly ConfigurationState[]): boolean {
  const before = observed.find(({ metadata }) => metadata.name === state.metadata.name);
  return state.status?.result === "Invalid" && before?.status?.result !== "Invalid";
}
