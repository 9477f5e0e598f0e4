import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { logger } from "../../ground/log.ts";
import { incoming } from "../incoming.ts";
import { collectionPath } from "../resources.ts";
import type { Selection } from "../store.ts";
import type { Connection } from "./connection.ts";
import { deadline } from "../../ground/deadline.ts";
import { type Failure, failureOf, unreachable } from "./failure.ts";

const log = logger("store");
/**
 * The number of objects in one page. Each page can be freed after it was read, so with small pages a list of thousands
 * needs only a few MB.
 */
const pageSize = 100;
/** The limit for one page. */
const timeoutMs = 15_000;

/** A consistent list at one resourceVersion. */
export interface Listed<Kind extends KindName> {
  readonly outcome: "listed";
  readonly objects: readonly Kinds[Kind][];
  readonly resourceVersion: string;
}

/** Lists page by page, so that only one page of untrimmed objects is in memory. */
export async function listAll<Kind extends KindName>(
  connection: Connection,
  selection: Selection<Kind>,
  signal: AbortSignal,
): Promise<Listed<Kind> | Failure> {
  const objects: Kinds[Kind][] = [];
  let next = "";
  do {
    const page = await listPage(connection, { selection, from: next, limit: pageSize }, signal);
    if (page.outcome !== "page") return page;
    for (const item of page.items) {
      const object = incoming(selection.kind, item);
      if (object !== undefined) objects.push(object);
      else log.warn("Cannot read an object from the API server: it is no {kind}", { kind: selection.kind });
    }
    if (page.next === "") return { outcome: "listed", objects, resourceVersion: page.resourceVersion };
    next = page.next;
  } while (true);
}

/** The server's current resourceVersion, from a list of one object: such a list is consistent and cheap. */
export async function presentVersion(
  connection: Connection,
  selection: Selection,
  signal: AbortSignal,
): Promise<{ readonly outcome: "version"; readonly resourceVersion: string } | Failure> {
  const page = await listPage(connection, { selection, from: "", limit: 1 }, signal);
  return page.outcome === "page" ? { outcome: "version", resourceVersion: page.resourceVersion } : page;
}

interface Page {
  readonly outcome: "page";
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
  /** The token of the next page; empty after the last page. */
  readonly next: string;
}

async function listPage(
  connection: Connection,
  { selection, from, limit: size }: {
    readonly selection: Selection;
    readonly from: string;
    readonly limit: number;
  },
  outer: AbortSignal,
): Promise<Page | Failure> {
  using limit = deadline(timeoutMs, outer);
  try {
    const response = await connection.request({
      method: "GET",
      path: collectionPath(selection.kind, selection.namespace),
      query: { ...selectors(selection), limit: String(size), ...(from === "" ? {} : { continue: from }) },
      signal: limit.signal,
    });
    if (!response.ok) return await failureOf(response);
    return readPage(await response.json());
  } catch (error) {
    return unreachable(error);
  }
}

/**
 * An answer that is no list is a failure: read as an empty list, it would withdraw every address. Go writes an empty
 * list also as null.
 */
function readPage(answer: unknown): Page | Failure {
  const { metadata, items: told }: Record<string, unknown> = Object(answer);
  const { resourceVersion, continue: next }: Record<string, unknown> = Object(metadata);
  const items: unknown = told === null ? [] : told;
  if (!Array.isArray(items) || typeof resourceVersion !== "string" || resourceVersion === "") {
    return { outcome: "unavailable", message: "Cannot read the answer of the API server: it is no list" };
  }
  return { outcome: "page", items, resourceVersion, next: typeof next === "string" ? next : "" };
}

/** The selection as a query: `labelSelector`, `fieldSelector`. */
export function selectors({ labels, fields }: Selection): Record<string, string> {
  return {
    ...(labels === undefined ? {} : { labelSelector: equalities(labels) }),
    ...(fields === undefined ? {} : { fieldSelector: equalities(fields) }),
  };
}

function equalities(wanted: Readonly<Record<string, string>>): string {
  return Object.entries(wanted).map(([name, value]) => `${name}=${value}`).join(",");
}
