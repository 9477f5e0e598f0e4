/**
 * If `status` says that an object needs attention, `why` does not call the object fine. Conversely, if `why`
 * does not call one of these objects fine, `status` says that it needs attention:
 *
 * - each address and each Service
 * - each node without a Lease, unless a label excludes the node
 * - each BGPPeer that selects a node that speaks BGP
 *
 * The page says the same as `status`, but also lists Services that wait for something. About an address, `why` and
 * `status` say the same sentence.
 */

import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { explain } from "../../../functions/explain.ts";
import { parseAddress } from "../../../functions/model/addresses/address.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import { labelExcludeFromLoadBalancers } from "../../../functions/model/names.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import type { Subject } from "../../../functions/model/questions/explanation.ts";
import { pageOf } from "../../../functions/page/page_of.ts";
import type { PageState } from "../../../functions/page/page_state.ts";
import { nameOf, worlds } from "./question_worlds.ts";
import { readDespite } from "../../../runtime/reading/read_manifests.ts";

for (const paths of worlds) {
  Deno.test(`why agrees with status: ${nameOf(paths)}`, async () => {
    const { observed } = await readDespite(paths);
    const state = pageOf(observed, decide(observed), { timeline: [], samples: new Map() });
    const isFine = (subject: Subject): boolean | undefined => {
      const told = explain(observed, subject);
      return told.about === "nothing" ? undefined : told.isFine;
    };
    for (const { name, subject, isAmiss } of [...addressesIn(state), ...servicesIn(observed, state)]) {
      const fine = isFine(subject);
      if (fine !== undefined) assert.equal(fine, !isAmiss, name);
    }
    for (const name of nodesAmiss(observed, state)) assert.equal(isFine({ about: "node", name }), false, name);
    const amiss = nodesAmiss(observed, state);
    const excluded = observed.nodes.filter(({ metadata: { labels } }) =>
      labels?.[labelExcludeFromLoadBalancers] !== undefined
    )
      .map(({ metadata }) => metadata.name);
    for (const { name } of state.nodes.filter((each) => each.announcer === "none" && !excluded.includes(each.name))) {
      assert.equal(isFine({ about: "node", name }), !amiss.includes(name), name);
    }
    for (const { subject, lacks, message } of state.pending) {
      const address = lacks === "announcement" || lacks === "protocol" ? parseAddress(subject) : undefined;
      if (address === undefined) continue;
      const told = explain(observed, { about: "address", address });
      assert.equal(told.about === "address" ? told.account?.message : undefined, message);
    }
    for (const { metadata: { name } } of observed.bgpPeers) {
      const told = explain(observed, { about: "peer", name });
      if (told.about !== "peer" || told.state === "unused") continue;
      assert.equal(told.isFine, !peersAmiss(state).has(name), `BGPPeer ${name}`);
    }
    for (const { name, invalid } of state.pools) {
      const isAlone = state.pools.filter((each) => each.name === name).length === 1;
      if (invalid !== undefined && isAlone) assert.equal(isFine({ about: "pool", name }), false, name);
    }
  });
}

interface Judged {
  readonly name: string;
  readonly subject: Subject;
  readonly isAmiss: boolean;
}

function amissIn({ pending, conflicts }: PageState): ReadonlySet<string> {
  return new Set([
    ...pending.filter(({ reason }) => reason !== "Pending").map(({ subject }) => subject),
    ...conflicts.map(({ address }) => address),
  ]);
}

function addressesIn(state: PageState): readonly Judged[] {
  const amiss = amissIn(state);
  return state.addresses.flatMap(({ address: name }) => {
    const address = parseAddress(name);
    return address === undefined ? [] : [{ name, subject: { about: "address", address }, isAmiss: amiss.has(name) }];
  });
}

function servicesIn({ services }: Observed, state: PageState): readonly Judged[] {
  const amiss = amissIn(state);
  return services.map(keyOf).map((key) => {
    const own = state.addresses.filter((row) => row.services.includes(key)).map(({ address }) => address);
    return { name: key, subject: { about: "service", key }, isAmiss: [key, ...own].some((each) => amiss.has(each)) };
  });
}

/** The names of the BGPPeers that are the subject of a trouble or have an error. */
function peersAmiss({ troubles, faults }: PageState): ReadonlySet<string> {
  const objects = [
    ...troubles.map(({ subject }) => subject),
    ...faults.filter(({ severity }) => severity === "error").map(({ object }) => object),
  ];
  return new Set(objects.filter((each) => each.startsWith("BGPPeer ")).map((each) => each.replace(/^.*[ /]/, "")));
}

/** The nodes that are the subject of a trouble; a trouble of an address does not count as one of its node. */
function nodesAmiss({ nodes }: Observed, { troubles }: PageState): readonly string[] {
  const subjects = new Set(troubles.map(({ subject }) => subject));
  return nodes.map(({ metadata: { name } }) => name).filter((name) => subjects.has(name));
}
