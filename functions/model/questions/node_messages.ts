/**
 * What is said of nodes in an explanation, beside why one may not announce.
 *
 * @module
 */

/** @param since RFC 3339; undefined: it does not say */
export function announcesNow(since: string | undefined): string {
  return `holds it${since === undefined ? "" : ` since ${since}`}: an address stays where it is for as long as it may`;
}

export const chosenNow = "the plan names it already, and nothing has taken it away";

export function chosenForWeight(score: number): string {
  return `preferred by advertisements with a weight of ${score}`;
}

export function chosenAnew(candidates: number): string {
  return candidates === 1
    ? "the only node that may"
    : `of ${candidates} that may, it has the fewest addresses; a hash of node and address tells equal ones apart`;
}

/** @param rank from 1 */
export function standsBy(rank: number, score: number): string {
  const weight = score > 0 ? `, preferred with a weight of ${score}` : "";
  return rank === 1 ? `takes over first${weight}` : `number ${rank} in line${weight}`;
}

/** @param ranked how many stand in the order */
export function mayAnnounce(ranked: number): string {
  return ranked === 0 ? "may announce" : `may announce, behind the ${ranked} that are in line`;
}

/** @param silent peers without a session */
export function tellsPeers(sessions: readonly string[], silent: readonly string[]): string {
  return `tells ${sessions.join(", ")}${silent.length === 0 ? "" : `, and has no session with ${silent.join(", ")}`}`;
}

export function waitsForPeers(peers: readonly string[]): string {
  return `is to tell ${peers.join(", ")}, and has no session yet`;
}

export const refusedByFRR = "cannot announce it: FRR refused what it was told; the announcer's log says why";
