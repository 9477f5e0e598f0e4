/**
 * Commands that a user may copy. Names of objects have no quotes: the API server accepts only names that need none.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";

/** @param annotations the new values; null removes an annotation */
export function annotateService(service: Service, annotations: Readonly<Record<string, string | null>>): string {
  const changes = Object.entries(annotations).map(([name, value]) =>
    value === null ? `${name}-` : `${name}=${quoted(value)}`
  );
  return `kubectl annotate ${target(service)} --overwrite ${changes.join(" ")}`;
}

export function patchService(service: Service, spec: object): string {
  return `kubectl patch ${target(service)} --patch ${quoted(JSON.stringify({ spec }))}`;
}

export function applyObject(object: object): string {
  return `echo ${quoted(JSON.stringify(object))} | kubectl apply -f -`;
}

function target({ metadata: { namespace = "default", name } }: Service): string {
  return `service --namespace ${namespace} ${name}`;
}

/** The text, with quotes for a POSIX shell if needed. */
function quoted(text: string): string {
  return /^[\w./:,@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
