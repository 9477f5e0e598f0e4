import type { KindName } from "../../../functions/model/kinds.ts";
import { incoming } from "../incoming.ts";
import { collectionPath, objectPath } from "../resources.ts";
import type { Outcome, Target, Write } from "../store.ts";
import type { ApiRequest, Connection } from "./connection.ts";
import { deadline } from "../../ground/deadline.ts";
import { type Failure, failureOf, unreachable } from "./failure.ts";

const timeoutMs = 10_000;

export interface WriteOptions {
  /** The field manager of the write. */
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

/** Sends one write and returns its outcome. */
export async function writeOnce<Kind extends KindName>(
  connection: Connection,
  write: Write<Kind>,
  { fieldManager, signal }: WriteOptions,
): Promise<Outcome<Kind>> {
  using limit = deadline(timeoutMs, signal);
  try {
    const response = await connection.request({ ...requestOf(write, fieldManager), signal: limit.signal });
    // A connection may break after the head of the answer.
    using _body = connection.answering();
    if (!response.ok) return outcomeOf(write, await failureOf(response));
    const answer: unknown = await response.json();
    if (write.action === "delete") return { outcome: "gone", message: "deleted" };
    const kind = write.action === "create" ? write.kind : write.target.kind;
    const object = incoming(kind, answer);
    if (object !== undefined) return { outcome: "written", object };
    return { outcome: "unavailable", message: `Cannot read the answer of the API server: it is no ${kind}` };
  } catch (error) {
    return outcomeOf(write, unreachable(error));
  }
}

function requestOf(write: Write, fieldManager: string): Omit<ApiRequest, "signal"> {
  if (write.action === "create") {
    const { metadata } = write.object;
    const path = collectionPath(write.kind, metadata.namespace);
    return { method: "POST", path, query: { fieldManager }, body: write.object };
  }
  const { target } = write;
  const path = objectPath(target.kind, target);
  switch (write.action) {
    case "delete":
      return {
        method: "DELETE",
        path,
        body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: fence(target) },
      };
    case "patch":
      return { method: "PATCH", path, query: { fieldManager }, body: fenced(write.patch, target) };
    case "patchStatus":
      return { method: "PATCH", path: `${path}/status`, query: { fieldManager }, body: fenced(write.patch, target) };
  }
}

/** The patch with its precondition: in a merge patch this is `metadata.resourceVersion`. */
function fenced(patch: Readonly<Record<string, unknown>>, target: Target): Record<string, unknown> {
  const metadata: object = Object(patch["metadata"]);
  return { ...patch, metadata: { ...metadata, ...fence(target) } };
}

function fence({ resourceVersion }: Target): { resourceVersion?: string } {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

function outcomeOf(write: Write, failure: Failure): Outcome<never> {
  const { message } = failure;
  switch (failure.outcome) {
    case "unavailable":
      return failure;
    case "gone":
      // For a create, status 404 means that the namespace or the kind does not exist.
      return { outcome: write.action === "create" ? "refused" : "gone", message };
    case "conflict":
    case "exists":
    case "refused":
      return { outcome: failure.outcome, message };
    case "expired":
      return { outcome: "conflict", message };
  }
}
