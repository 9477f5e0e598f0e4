import assert from "node:assert/strict";
import type { Secret } from "../../../functions/model/kubernetes.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { NamedSecrets } from "../../../runtime/bgp/named_secrets.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Selection, Sink, Store } from "../../../runtime/store/store.ts";

const namespace = "metallb-system";

/** A store whose answers come from the test, by calls of `refuse`, `read` and `restore`. */
class AnsweredStore implements Pick<Store, "follow"> {
  readonly #sinks = new Map<string, { readonly sink: Sink<Secret>; readonly signal: AbortSignal }>();

  get followed(): readonly string[] {
    return [...this.#sinks].filter(([, { signal }]) => !signal.aborted).map(([name]) => name);
  }

  follow<Kind extends KindName>(
    { fields }: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void> {
    const name = fields?.["metadata.name"] ?? "";
    const secrets: Sink<Secret> = Object(sink);
    this.#sinks.set(name, { sink: secrets, signal });
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
  }

  refuse(name: string): void {
    this.#sinks.get(name)?.sink.refused?.();
  }

  read(name: string, version = "5"): void {
    const metadata = { name, namespace, resourceVersion: version };
    this.#sinks.get(name)?.sink.replace([{ apiVersion: "v1", kind: "Secret", metadata }], version);
  }

  restore(name: string): void {
    this.#sinks.get(name)?.sink.restored();
  }
}

function followed(first: readonly string[], patienceMs: number): {
  readonly store: AnsweredStore;
  readonly secrets: NamedSecrets;
  readonly name: (...names: readonly string[]) => void;
  readonly changes: () => number;
  readonly [Symbol.dispose]: () => void;
} {
  const store = new AnsweredStore();
  const stop = new AbortController();
  let changes = 0;
  const onChange = (): unknown => changes++;
  const secrets = new NamedSecrets({ namespace, store: Object(store), onChange, patienceMs });
  const name = (...names: readonly string[]): void => secrets.follow(new Set(names), stop.signal);
  name(...first);
  return { store, secrets, name, changes: () => changes, [Symbol.dispose]: () => stop.abort() };
}

Deno.test("the announcer waits for the first Secrets, even if reading them is refused at first", () => {
  using named = followed(["rack"], 60_000);
  const { store, secrets } = named;
  assert.equal(secrets.isSettled, false);
  store.refuse("rack");
  assert.equal(secrets.isSettled, false);
  assert.deepEqual(secrets.unread, [{ name: "rack", isLate: false }]);
  store.read("rack");
  assert.equal(secrets.isSettled, true);
  assert.deepEqual([secrets.unread, secrets.all.map(({ metadata }) => metadata.name)], [[], ["rack"]]);
});

Deno.test("the announcer waits for the first answer about a later Secret; if the answer is a refusal, it waits no longer", () => {
  using named = followed([], 60_000);
  const { store, secrets } = named;
  assert.equal(secrets.isSettled, true);
  named.name("rack");
  assert.equal(secrets.isSettled, false);
  const before = named.changes();
  store.refuse("rack");
  assert.equal(secrets.isSettled, true);
  assert.deepEqual(secrets.unread, [{ name: "rack", isLate: false }]);
  assert.equal(named.changes(), before + 1);
  store.refuse("rack");
  assert.equal(named.changes(), before + 1);
});

Deno.test("a refusal that lasts becomes a fault, until the Secret is read", async () => {
  using named = followed(["rack"], 20);
  const { store, secrets } = named;
  store.refuse("rack");
  await eventually("it is late", () => Promise.resolve(secrets.unread[0]?.isLate === true));
  assert.equal(secrets.isSettled, true);
  assert.equal(named.changes(), 2);
  store.read("rack");
  assert.deepEqual(secrets.unread, []);
});

Deno.test("a Secret that was read stays known when the right to it is lost", () => {
  using named = followed(["rack"], 60_000);
  const { store, secrets } = named;
  store.read("rack");
  store.refuse("rack");
  assert.equal(secrets.isSettled, true);
  assert.deepEqual([secrets.unread, secrets.all.length], [[], 1]);
});

Deno.test("after a restore of the API server, the announcer waits for a Secret that it had read, even if reading it is refused", () => {
  using named = followed([], 60_000);
  const { store, secrets } = named;
  named.name("rack");
  store.refuse("rack");
  store.read("rack", "5");
  store.restore("rack");
  assert.equal(secrets.isSettled, false);
  store.refuse("rack");
  assert.equal(secrets.isSettled, false);
  store.read("rack", "2");
  assert.equal(secrets.isSettled, true);
});

Deno.test("a Secret that no peer names any more is not followed", () => {
  using named = followed(["rack", "edge"], 60_000);
  const { store, secrets } = named;
  assert.deepEqual(store.followed, ["rack", "edge"]);
  store.read("rack");
  store.read("edge");
  named.name("edge");
  assert.deepEqual(store.followed, ["edge"]);
  assert.deepEqual(secrets.all.map(({ metadata }) => metadata.name), ["edge"]);
});
