/** A line of a watch: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: unknown; readonly resourceVersion: string }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string }
  | { readonly type: "ERROR"; readonly code: number; readonly message: string };

/**
 * The event of a line; undefined if the line is no event, an event of an unknown type, or a change without a version,
 * which no cache could put in order.
 */
export function readWatchEvent(line: string): WatchEvent | undefined {
  const { type, object }: Record<string, unknown> = parse(line);
  const { metadata, code, message }: Record<string, unknown> = Object(object);
  const version: unknown = Object(metadata).resourceVersion;
  const resourceVersion = typeof version === "string" ? version : "";
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return resourceVersion === "" ? undefined : { type, object, resourceVersion };
    case "BOOKMARK":
      return { type, resourceVersion };
    case "ERROR":
      return {
        type,
        code: typeof code === "number" ? code : 0,
        message: typeof message === "string" ? message : line.slice(0, 200),
      };
    default:
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
