import { textLines } from "./text_lines.ts";

const requestTimeoutMs = 60_000;

/** Any Kubernetes object. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

interface ObjectList<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: T[];
}

interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

/** A refusal of the API server, with its HTTP status. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = "ApiError";
  }
}

/** Calls an API server over HTTP with a token. */
export class ApiClient implements Disposable {
  readonly #client: Deno.HttpClient;

  /** `ca` is the authority's certificate in PEM. */
  constructor(readonly url: string, readonly credentials: { readonly ca: string; readonly token: string }) {
    this.#client = Deno.createHttpClient({ caCerts: [credentials.ca], http2: false });
  }

  /** Fetches a path. Does not throw on error statuses. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${this.credentials.token}`);
    return fetch(this.url + path, { ...init, headers, client: this.#client });
  }

  /**
   * Sends an object, if given, and returns the object of the answer. PATCH sends a JSON merge patch. Retries after
   * status 429 with `Retry-After`, since a new kind may not be served at once.
   */
  async request<T = KubernetesObject>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<T> {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await this.fetch(path, {
      method,
      headers: { "content-type": type },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    const retryAfter = response.headers.get("retry-after");
    if (response.status === 429 && retryAfter !== null) {
      await new Promise((wake) => setTimeout(wake, Number(retryAfter) * 1_000));
      return this.request(method, path, body);
    }
    if (!response.ok) throw new ApiError(response.status, `Cannot ${method} ${path}: ${answer}`);
    return JSON.parse(answer);
  }

  /**
   * Lists and watches a collection, such as `/api/v1/nodes` or `/api/v1/services?labelSelector=a%3Db`, until the check
   * holds for the list of its objects, and returns the list. After `timeoutMs`, by default a minute, throws an error
   * with the latest list.
   */
  async until<T extends KubernetesObject>(
    path: string,
    check: (objects: readonly T[]) => boolean,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<readonly T[]> {
    const { timeoutMs = 60_000 } = options;
    const deadline = AbortSignal.timeout(timeoutMs);
    let last: readonly T[] = [];
    try {
      for await (const objects of this.#states<T>(path, deadline)) {
        last = objects;
        if (check(objects)) return objects;
      }
    } catch (error) {
      if (!deadline.aborted) throw error;
    }
    throw new Error(
      `Cannot see what was awaited in ${path}: after ${timeoutMs} ms it holds ${JSON.stringify(last, undefined, 2)}`,
    );
  }

  /** Yields all objects of a collection, and again after each change, until aborted. */
  async *#states<T extends KubernetesObject>(path: string, signal: AbortSignal): AsyncGenerator<readonly T[]> {
    while (!signal.aborted) {
      const list = await this.request<ObjectList<T>>("GET", path);
      const objects = new Map(list.items.map((object) => [key(object), object]));
      yield [...objects.values()];
      for await (const event of this.#events<T>(path, list.metadata.resourceVersion, signal)) {
        if (event.type === "ERROR") break;
        if (event.type === "DELETED") objects.delete(key(event.object));
        else objects.set(key(event.object), event.object);
        yield [...objects.values()];
      }
    }
  }

  async *#events<T>(path: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent<T>> {
    const separator = path.includes("?") ? "&" : "?";
    const response = await this.fetch(`${path}${separator}watch=1&resourceVersion=${resourceVersion}`, { signal });
    if (!response.ok || response.body === null) {
      throw new ApiError(response.status, `Cannot watch ${path}: ${await response.text()}`);
    }
    for await (const line of textLines(response.body)) yield JSON.parse(line);
  }

  /** Closes the connections. */
  [Symbol.dispose](): void {
    this.#client.close();
  }
}

function key({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
