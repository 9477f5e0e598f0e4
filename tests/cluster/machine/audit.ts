/** A request in the audit log of the API server. */
export interface ApiRequest {
  readonly time: Date;
  readonly user: string;
  readonly verb: string;
  /** The resource with its subresource: `services/status`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** The path and the query. */
  readonly uri: string;
  /** The HTTP status of the answer. */
  readonly code: number;
}

interface AuditEvent {
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly requestURI: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

const reads: ReadonlySet<string> = new Set(["get", "list", "watch"]);

/**
 * The write requests in an audit log since the given time, oldest first. Includes failed requests, requests of the API
 * server itself (`system:apiserver` renews a Lease every 10 s), and reviews of tokens and of access.
 */
export async function readWrites(path: string, since: Date): Promise<readonly ApiRequest[]> {
  return (await readAuditLog(path, since)).filter(({ verb }) => !reads.has(verb));
}

/** All requests in the audit log since the given time: writes, and the reads of the components under test. */
export async function readAuditLog(path: string, since: Date): Promise<readonly ApiRequest[]> {
  const text = await Deno.readTextFile(path);
  // Leaves out the text after the last line end: that line is still being written.
  return text.split("\n").slice(0, -1).map(parseEvent).filter(({ time }) => time >= since)
    .toSorted((one, other) => one.time.getTime() - other.time.getTime());
}

function parseEvent(line: string): ApiRequest {
  const event: AuditEvent = JSON.parse(line);
  const { resource, subresource, namespace, name } = event.objectRef ?? {};
  return {
    time: new Date(event.requestReceivedTimestamp),
    user: event.user.username,
    verb: event.verb,
    resource: [resource, subresource].filter((part) => part !== undefined).join("/"),
    namespace,
    name,
    uri: event.requestURI,
    code: event.responseStatus?.code ?? 0,
  };
}
