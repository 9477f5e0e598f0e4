/**
 * The entries of a history that concern one object.
 *
 * @module
 */

import type { HistoryEntry } from "../model/history/entry.ts";
import { namesService } from "../model/addresses/unused_virtual_ips.ts";
import type { VirtualIP } from "../model/crds.ts";
import type { Observed } from "../model/observed.ts";
import type { Subject } from "../model/questions/explanation.ts";

/**
 * For an address, a node or a peer: the entries about it. For a Service: the entries about the Service and about the
 * addresses that it has. For a pool: the entries about the addresses that Services have from the pool.
 */
export function entriesAbout(
  entries: readonly HistoryEntry[],
  about: readonly Subject[],
  observed: Pick<Observed, "virtualIPs">,
): readonly HistoryEntry[] {
  const words = new Set(about.flatMap((subject) => wordsFor(subject, observed)));
  const nodes = new Set(about.flatMap((subject) => subject.about === "node" ? [subject.name] : []));
  const peers = new Set(about.flatMap((subject) => subject.about === "peer" ? [subject.name] : []));
  return entries.filter(({ from = "", to = "", nodes: ofSession, subjects }) => {
    if (nodes.has(from) || nodes.has(to) || ofSession?.some((each) => nodes.has(each)) === true) return true;
    const meant = ofSession === undefined ? words : peers;
    return subjects.some((each) => meant.has(each));
  });
}

/** The addresses and Services by which entries name the object. */
export function wordsFor(subject: Subject, { virtualIPs }: Pick<Observed, "virtualIPs">): readonly string[] {
  const having = (isMeant: (each: VirtualIP) => boolean): readonly string[] =>
    virtualIPs.filter(isMeant).map(({ spec }) => spec.address);
  switch (subject.about) {
    case "address":
      return [subject.address.text];
    case "service":
      return [subject.key, ...having((each) => namesService(each, subject.key))];
    case "pool":
      return having(({ spec }) => spec.pool === subject.name);
    case "node":
    case "peer":
      return [];
  }
}
