import assert from "node:assert/strict";
import { KubeProxyWatch } from "../../../runtime/announcer/kube_proxy_watch.ts";
import type { ListenAddress } from "../../../runtime/ground/http/listen.ts";

type Behaviour = (connection: Deno.Conn, path: string) => Promise<unknown>;

function never(): Promise<void> {
  return Promise.resolve();
}

function saying(text: string): Behaviour {
  return async (connection) => {
    await connection.write(new TextEncoder().encode(text));
  };
}

function answering(status: number): Behaviour {
  return async (connection, path) => {
    await saying(`HTTP/1.0 ${status} It\r\nContent-Type: application/json\r\n\r\n{}`)(connection, path);
    connection.close();
  };
}

const healthy = answering(200);

/** kube-proxy before Kubernetes 1.28: it has no /livez. */
function older(status: number): Behaviour {
  return (connection, path) => answering(path === "/healthz" ? status : 404)(connection, path);
}

/** kube-proxy of a node that is to be deleted: /healthz fails, /livez does not. */
function leaving(connection: Deno.Conn, path: string): Promise<unknown> {
  return answering(path === "/healthz" ? 503 : 200)(connection, path);
}

const faults: readonly { readonly name: string; readonly fault: Behaviour | "gone" }[] = [
  { name: "has ended", fault: "gone" },
  { name: "accepts connections and never answers", fault: never },
  { name: "stalls within its status line", fault: saying("HTTP/1.0 2") },
  { name: "closes each connection", fault: (connection) => Promise.resolve(connection.close()) },
  { name: "answers 503", fault: answering(503) },
  { name: "answers 503 and has no /livez", fault: older(503) },
  { name: "sends no HTTP", fault: saying(`${"SSH-2.0-OpenSSH ".repeat(100)}\r\n`) },
];

for (const { name, fault } of faults) {
  Deno.test(`a kube-proxy that ${name} fails, and then it is healthy again`, async () => {
    await using proxy = new StandIn(healthy);
    await using watched = watching(proxy.address);
    await watched.until("healthy");
    await proxy.become(fault);
    await watched.until("failing");
    await proxy.become(healthy);
    await watched.until("healthy");
  });
}

const harmless: readonly { readonly name: string; readonly behaviour: Behaviour; readonly known?: "healthy" }[] = [
  { name: "of an older release is healthy without /livez", behaviour: older(200), known: "healthy" },
  { name: "on a node that is to be deleted is healthy", behaviour: leaving, known: "healthy" },
  { name: "that never was healthy is not known", behaviour: answering(503) },
  { name: "is not what answers 404", behaviour: answering(404) },
];

for (const { name, behaviour, known } of harmless) {
  Deno.test(`a kube-proxy ${name}`, async () => {
    await using proxy = new StandIn(behaviour);
    await using watched = watching(proxy.address);
    await proxy.asked(12);
    assert.equal(watched.watch.known?.is, known);
  });
}

Deno.test("a kube-proxy that cannot be asked, because the node drops the connection, stays healthy", async () => {
  await using proxy = new StandIn(healthy);
  const asked = Promise.withResolvers<void>();
  let unasked = 0;
  const place = {
    ...proxy.address,
    // The kernel refuses TCP connections to this address before it sends a packet.
    get hostname(): string {
      if (watched.watch.known === undefined) return proxy.address.hostname;
      if (++unasked === 12) asked.resolve();
      return "255.255.255.255";
    },
  };
  await using watched = watching(place);
  await asked.promise;
  assert.equal(watched.watch.known?.is, "healthy");
});

Deno.test("the state is known after the first check", async () => {
  await using proxy = new StandIn(healthy);
  await using watched = watching(proxy.address);
  await watched.watch.checked;
  assert.equal(watched.watch.known?.is, "healthy");
});

Deno.test("an announcer ends at once while kube-proxy does not answer", async () => {
  await using proxy = new StandIn(never);
  const { watch, ...watched } = watching(proxy.address, 600_000);
  await proxy.asked(1);
  await watched[Symbol.asyncDispose]();
  await watch.checked;
});

interface Watched extends AsyncDisposable {
  readonly watch: KubeProxyWatch;
  /** Resolves when this state is told. */
  until(state: "healthy" | "failing"): Promise<void>;
}

function watching(address: ListenAddress, answerMs = 100): Watched {
  let wake = (): void => {};
  const stop = new AbortController();
  const watch = new KubeProxyWatch({ address, clock: Date.now, onChange: () => wake(), everyMs: 5, answerMs });
  const running = watch.run(stop.signal);
  return {
    watch,
    until: async (state) => {
      while (watch.known?.is !== state) await new Promise<void>((resolve) => wake = resolve);
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** A server in place of kube-proxy. */
class StandIn implements AsyncDisposable {
  readonly address: ListenAddress;
  #listener: Deno.Listener | undefined;
  #behaviour: Behaviour;
  #serving: Promise<void>;
  readonly #connections = new Set<Deno.Conn>();
  #requests = 0;
  #wake = (): void => {};

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.address = { hostname: "127.0.0.1", port: listener.addr.port };
    this.#serving = this.#serve(listener);
  }

  async become(behaviour: Behaviour | "gone"): Promise<void> {
    if (behaviour === "gone") return await this.#end();
    this.#behaviour = behaviour;
    if (this.#listener === undefined) this.#serving = this.#serve(Deno.listen(this.address));
  }

  /** Resolves after this number of requests. */
  async asked(times: number): Promise<void> {
    while (this.#requests < times) await new Promise<void>((resolve) => this.#wake = resolve);
  }

  async #serve(listener: Deno.Listener): Promise<void> {
    this.#listener = listener;
    const answers: Promise<void>[] = [];
    for await (const connection of listener) answers.push(this.#answer(connection));
    await Promise.all(answers);
  }

  async #answer(connection: Deno.Conn): Promise<void> {
    this.#connections.add(connection);
    try {
      const buffer = new Uint8Array(512);
      const length = await connection.read(buffer);
      const [, path = ""] = /^GET (\S+) /.exec(new TextDecoder().decode(buffer.subarray(0, length ?? 0))) ?? [];
      this.#requests++;
      this.#wake();
      await this.#behaviour(connection, path);
      // Until the announcer closes its end.
      while (await connection.read(buffer) !== null);
    } catch {
      // The connection was closed on one of its ends.
    }
    close(connection);
    this.#connections.delete(connection);
  }

  async #end(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    for (const connection of this.#connections) close(connection);
    await this.#serving;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
