/**
 * Commands that change an object, for users to copy.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import { quoted } from "../shell.ts";

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
  return `service --namespace ${quoted(namespace)} ${quoted(name)}`;
}
