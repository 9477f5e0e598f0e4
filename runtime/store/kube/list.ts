import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { logger } from "../../log.ts";
import { incoming } from "../incoming.ts";
import { collectionPath } from "../resources.ts";
import type { Selection } from "../store.ts";
import type { Connection } from "./connection.ts";
import { deadline } from "../../deadline.ts";
import { type Failure, failureOf, unreachable } from "./failure.ts";

const log = logger("store");
/** What has been read of a page is garbage at once: small pages keep the memory of a list of thousands within a few MB. */
const pageSize = 100;
const timeoutMs = 30_000;

/** A consistent list, as of one resourceVersion. */
export interface Listed<Kind extends KindName> {
  readonly outcome: "listed";
  readonly objects: readonly Kinds[Kind][];
  readonly resourceVersion: string;
}

/** Lists page by page, so that no more than a page of untrimmed objects is in memory. */
export async function listAll<Kind extends KindName>(
  connection: Connection,
  selection: Selection<Kind>,
  signal: AbortSignal,
): Promise<Listed<Kind> | Failure> {
  const objects: Kinds[Kind][] = [];
  let next = "";
  do {
    const page = await listPage(connection, { selection, from: next }, signal);
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

interface Page {
  readonly outcome: "page";
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
  /** The token of the page that follows, or empty. */
  readonly next: string;
}

async function listPage(
  connection: Connection,
  { selection, from }: { readonly selection: Selection; readonly from: string },
  outer: AbortSignal,
): Promise<Page | Failure> {
  using limit = deadline(timeoutMs, outer);
  try {
    const response = await connection.request({
      method: "GET",
      path: collectionPath(selection.kind, selection.namespace),
      query: { ...selectors(selection), limit: String(pageSize), ...(from === "" ? {} : { continue: from }) },
      signal: limit.signal,
    });
    if (!response.ok) return await failureOf(response);
    return readPage(await response.json());
  } catch (error) {
    return unreachable(error);
  }
}

function readPage(answer: unknown): Page {
  const { metadata, items }: Record<string, unknown> = Object(answer);
  const { resourceVersion, continue: next }: Record<string, unknown> = Object(metadata);
  return {
    outcome: "page",
    items: Array.isArray(items) ? items : [],
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "",
    next: typeof next === "string" ? next : "",
  };
}

/** The query that selects: `labelSelector`, `fieldSelector`. */
export function selectors({ labels, fields }: Selection): Record<string, string> {
  return {
    ...(labels === undefined ? {} : { labelSelector: equalities(labels) }),
    ...(fields === undefined ? {} : { fieldSelector: equalities(fields) }),
  };
}

function equalities(wanted: Readonly<Record<string, string>>): string {
  return Object.entries(wanted).map(([name, value]) => `${name}=${value}`).join(",");
}
