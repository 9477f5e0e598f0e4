/**
 * Next steps for an address that is not announced as planned, or that has a conflict.
 *
 * @module
 */

import { addressAnnounced } from "../election/announced.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import { repairProxyStep } from "../announcing/status/announcer_messages.ts";
import {
  type BGPCandidacy,
  type BGPSilence,
  type Election,
  type ExclusionReason,
  exclusionReasons,
} from "../election/election.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { labelExcludeFromLoadBalancers } from "../names.ts";
import { moveStep } from "../pools/misplaced.ts";
import type { Observed } from "../observed.ts";
import type { ConflictReason } from "../reasons.ts";
import { quoted } from "../shell.ts";
import { advertisementSteps } from "./advertisement_steps.ts";
import type { AddressAccount, NextStep } from "./explanation.ts";
import { patchService } from "./kubectl.ts";
import { linksOf } from "./lacking_links.ts";
import * as say from "./step_messages.ts";

/** The steps; empty if nothing needs to be done. */
export function announcementSteps(
  election: Election,
  account: AddressAccount,
  observed: Observed,
): readonly NextStep[] {
  const { layer2, bgp } = election;
  const byBGPAlone = bgp !== undefined && layer2.reason === "NoAdvertisement";
  return [
    ...account.conflict === undefined ? [] : [conflictStep(account.conflict.reason)],
    ...byBGPAlone ? [] : layer2Steps(election, account, observed),
    ...bgp === undefined ? [] : bgpSteps(bgp, election, observed),
  ];
}

function conflictStep(reason: ConflictReason): NextStep {
  switch (reason) {
    case "Defended":
      return { text: say.removeStranger };
    case "NotGivenUp":
      return { text: say.restartAnnouncer };
    case "Forged":
      return { text: say.findForger };
    case "BoundOnNode":
      return { text: say.unbindAddress };
    case "SecondAnnouncer":
      return { text: say.renameAnnouncer };
  }
}

function layer2Steps(election: Election, account: AddressAccount, observed: Observed): readonly NextStep[] {
  const services = election.claimants.map(({ service }) => service);
  const { candidacy: { advertisements }, layer2 } = election;
  switch (layer2.reason) {
    case "Announcing":
    case "NoPeer":
    case "Unanswered":
      return [];
    case "Pending":
      return ownerSteps(election, account, observed);
    case "NoAdvertisement":
      return advertisementSteps(election, account, observed);
    case "NoEligibleNode":
      return nodeSteps(election, observed);
    case "InterfaceNotFound":
      return exclusionsOf(election.candidacy).some(({ reason }) => reason === "InterfaceNotFound")
        ? [{ text: say.correctInterfaces(advertisements, linksOf(election, observed)) }]
        : nodeSteps(election, observed);
    case "NoEndpoints":
      return [{ text: say.startPod(services.map(keyOf)), ...podCommand(services[0]) }];
    case "NoLocalEndpoints":
      return localSteps([...election.candidacy.beforeEndpoints?.keys() ?? []].sort(), services);
    case "AddressConflict":
      return [{ text: say.removeStranger }];
  }
}

/** The steps for an owner that was chosen but does not announce. */
function ownerSteps(election: Election, account: AddressAccount, observed: Observed): readonly NextStep[] {
  const { owner, virtualIP } = election;
  const node = virtualIP?.status?.node;
  const lack = addressAnnounced(election).half?.reason ?? account.reason;
  if (lack === "Unanswered" && node !== undefined) return unansweredSteps(node);
  if (lack === "InterfaceNotFound" && node !== undefined) return [{ text: say.plugIn(node) }];
  if (lack === "AddressConflict") return [{ text: say.removeStranger }];
  return account.reason !== "Pending" || owner === undefined || observed.leases.length === 0
    ? []
    : [waiting(owner.node, observed)];
}

function unansweredSteps(node: string): readonly NextStep[] {
  return [
    { text: say.letAnswersThrough(node) },
    { text: say.leaveToOthers(node), command: `kubectl label node ${quoted(node)} ${labelExcludeFromLoadBalancers}=` },
  ];
}

function bgpSteps(bgp: BGPCandidacy, election: Election, observed: Observed): readonly NextStep[] {
  const services = election.claimants.map(({ service }) => service);
  switch (bgp.failure) {
    case undefined: {
      const silent = bgp.speakers.filter(({ sessions }) => sessions.length === 0);
      return silent.length === 0 || observed.leases.length === 0 ? [] : [{
        text: say.openSession(few(silent.map(({ node }) => node)), [
          ...new Set(silent.flatMap(({ peers }) => peers)),
        ]),
      }];
    }
    case "NoEndpoints":
      return [{ text: say.startPod(services.map(keyOf)), ...podCommand(services[0]) }];
    case "NoPeer":
      return [peerStep(bgp)];
    case "NoLocalEndpoints":
      return localSteps(
        bgp.excluded.filter(({ reason }) => reason === "NoLocalEndpoints").map(({ node }) => node),
        services,
      );
    default:
      return bgpNodeSteps(bgp, observed);
  }
}

function bgpNodeSteps(bgp: BGPCandidacy, observed: Observed): readonly NextStep[] {
  const { excluded, advertisements } = bgp;
  const nearest = excluded.map(({ reason }) => reason).sort((one, other) => nearness(other) - nearness(one))[0];
  if (nearest === undefined) return [{ text: say.addNode }];
  const nodes = excluded.filter(({ reason }) => reason === nearest).map(({ node }) => node);
  if (nearest === "NoBGP") return [{ text: say.speakBGP(few(nodes)) }];
  if (nearest === "NoPeer") return [peerStep(bgp)];
  return [nodeStep(nearest, nodes, { observed, kind: "BGPAdvertisement", advertisements })];
}

function peerStep({ advertisements, misplacedPeers = [] }: BGPCandidacy): NextStep {
  return { text: misplacedPeers.length > 0 ? moveStep(misplacedPeers) : say.addPeer(advertisements) };
}

function nearness(reason: BGPSilence): number {
  return reason === "NoBGP" || reason === "NoPeer" ? exclusionReasons.length : exclusionReasons.indexOf(reason);
}

function waiting(node: string, { settings: { namespace } }: Observed): NextStep {
  return {
    text: say.waitForReport(node),
    command: `kubectl get pods --namespace ${namespace} --output wide --field-selector ${
      quoted(`spec.nodeName=${node}`)
    }`,
  };
}

/**
 * The step for the nodes that passed the most checks before they failed one (see `exclusionReasons`), since the fewest
 * obstacles remain for them.
 */
function nodeSteps({ candidacy }: Election, observed: Observed): readonly NextStep[] {
  const exclusions = exclusionsOf(candidacy);
  const nearest = exclusions.at(-1)?.reason;
  if (nearest === undefined) return [{ text: say.addNode }];
  const nodes = exclusions.filter(({ reason }) => reason === nearest).map(({ node }) => node).sort();
  const { advertisements } = candidacy;
  return [nodeStep(nearest, nodes, { observed, kind: "L2Advertisement", advertisements })];
}

export function nodeStep(
  reason: ExclusionReason,
  nodes: readonly string[],
  { observed, kind, advertisements }: {
    readonly observed: Observed;
    readonly kind: "L2Advertisement" | "BGPAdvertisement";
    readonly advertisements: readonly string[];
  },
): NextStep {
  const all = nodes.map(quoted).join(" ");
  const named = few(nodes);
  switch (reason) {
    case "NotSelected":
      return { text: say.selectNodes(kind, advertisements, named) };
    case "ExcludedByLabel":
      return { text: say.unlabel(named), command: `kubectl label node ${all} ${labelExcludeFromLoadBalancers}-` };
    case "NetworkUnavailable":
      return { text: say.repairNetwork(named), command: `kubectl describe node ${all}` };
    case "OutOfService":
      return { text: say.untaint(named), command: `kubectl taint node ${all} node.kubernetes.io/out-of-service-` };
    case "NoAnnouncer":
      return {
        text: say.startAnnouncer(named),
        command: `kubectl get pods --namespace ${observed.settings.namespace} --output wide`,
      };
    case "UnreadableLease":
      return { text: say.correctLease(named) };
    case "NoInterface":
      return { text: say.restoreInterface(named) };
    case "InterfaceNotFound":
      return { text: say.correctInterfaces(advertisements, "") };
    case "FamilyLost":
      return { text: say.restoreFamily(named) };
    case "NotInSubnet":
      return { text: say.joinSubnet(named) };
    case "NoLocalEndpoints":
      return { text: say.startPodOn(named) };
    case "KubeProxyFailing":
      return { text: repairProxyStep(named) };
  }
}

function localSteps(nodes: readonly string[], services: readonly Service[]): readonly NextStep[] {
  const [local] = services.filter(({ spec }) => spec.externalTrafficPolicy === "Local");
  return [
    { text: say.startPodOn(few(nodes, " or ")), ...podCommand(local) },
    ...local === undefined
      ? []
      : [{ text: say.serveFromAnywhere, command: patchService(local, { externalTrafficPolicy: "Cluster" }) }],
  ];
}

function podCommand(service: Service | undefined): Pick<NextStep, "command"> {
  const selector = Object.entries(service?.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`).join();
  if (service === undefined || selector === "") return {};
  const { namespace = "default" } = service.metadata;
  return { command: `kubectl get pods --namespace ${quoted(namespace)} --selector ${quoted(selector)} --output wide` };
}

function few(names: readonly string[], separator = ", "): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(separator);
}
