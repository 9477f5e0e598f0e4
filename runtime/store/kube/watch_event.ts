import { logger } from "../../log.ts";

const log = logger("store");

/** A line of a watch: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: unknown; readonly resourceVersion: string }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string }
  | { readonly type: "ERROR"; readonly code: number; readonly message: string };

/** Undefined for a line that is no event, or an event of an unknown type: it is skipped with a warning. */
export function readWatchEvent(line: string): WatchEvent | undefined {
  const { type, object }: Record<string, unknown> = parse(line);
  const { metadata, code, message }: Record<string, unknown> = Object(object);
  const version: unknown = Object(metadata).resourceVersion;
  const resourceVersion = typeof version === "string" ? version : "";
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { type, object, resourceVersion };
    case "BOOKMARK":
      return { type, resourceVersion };
    case "ERROR":
      return {
        type,
        code: typeof code === "number" ? code : 0,
        message: typeof message === "string" ? message : line.slice(0, 200),
      };
    default:
      log.warn("Cannot understand an event of a watch, so it is skipped: {line}", { line: line.slice(0, 200) });
      return undefined;
  }
}

function parse(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}
