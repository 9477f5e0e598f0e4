/**
 * Plants random words in each place of a world and its logs where users or other programs may write, and searches the
 * anonymous archive for them.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { bgpStandingText } from "../../../functions/model/announcing/bgp_standing.ts";
import { historyName } from "../../../functions/model/history/book.ts";
import { lineOf } from "../../../functions/model/history/entry.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { archiveOf } from "../../../runtime/collecting/collect.ts";
import { publicWords } from "../../../runtime/collecting/public_words.ts";
import type { Part } from "../../../runtime/collecting/part.ts";
import { filesIn } from "../../../runtime/ground/tar.ts";

const now = Date.parse("2026-11-30T04:00:00Z");

/** Gives each place a word of its own. */
class Planted {
  readonly words: string[] = [];
  readonly addresses: string[] = [];
  #next = 0;

  constructor(private readonly random: readonly string[]) {}

  get word(): string {
    // A number makes the words different. It is in the middle, because many names end in a number.
    const [head = "", tail = ""] = [this.random[this.#next % this.random.length], this.random[0]];
    const word = `${head}${this.#next++}x${tail}`;
    this.words.push(word);
    return word;
  }

  get address(): string {
    const address = `203.0.${100 + this.addresses.length}.${11 + this.#next % 200}`;
    this.addresses.push(address);
    return address;
  }
}

function list(path: string, ...items: readonly unknown[]): Part {
  return { is: "json", path, value: { apiVersion: "v1", kind: "List", items } };
}

function log(path: string, ...lines: readonly string[]): Part {
  return { is: "log", path: `logs/${path}`, text: lines.map((line) => `2026-11-30T04:00:00.1Z ${line}`).join("\n") };
}

function metadata(plant: Planted): Readonly<Record<string, unknown>> {
  return {
    name: plant.word,
    namespace: plant.word,
    uid: plant.word,
    labels: {
      [plant.word]: plant.word,
      [`${plant.word}.example/${plant.word}`]: plant.word,
      "app.kubernetes.io/name": plant.word,
    },
    annotations: {
      [plant.word]: plant.word,
      "metallb.io/address-pool": plant.word,
      [`metallb.io/${plant.word}`]: plant.word,
    },
    ownerReferences: [{ apiVersion: `${plant.word}.example/v1`, kind: plant.word, name: plant.word, uid: plant.word }],
    finalizers: [`${plant.word}/${plant.word}`],
    managedFields: [{ manager: plant.word }],
  };
}

function objects(plant: Planted): readonly Part[] {
  const made = (kind: string, more: Readonly<Record<string, unknown>>): unknown => ({
    kind,
    metadata: metadata(plant),
    ...more,
  });
  const address = plant.address;
  return [
    list(
      "objects/services.json",
      made("Service", {
        spec: {
          type: "LoadBalancer",
          loadBalancerClass: `${plant.word}.example/${plant.word}`,
          selector: { [plant.word]: plant.word },
          ports: [{ name: plant.word, port: 80 }],
          loadBalancerIP: plant.address,
        },
        status: {
          loadBalancer: { ingress: [{ ip: address }, { hostname: `${plant.word}.example` }] },
          conditions: [{ type: plant.word, reason: plant.word, message: plant.word }],
        },
      }),
    ),
    list(
      "objects/nodes.json",
      made("Node", {
        spec: {
          taints: [{ key: plant.word, value: plant.word, effect: "NoSchedule" }],
          podCIDRs: [`${plant.address}/24`],
        },
        status: {
          addresses: [{ type: "InternalIP", address: plant.address }, { type: "Hostname", address: plant.word }],
        },
      }),
    ),
    list(
      "objects/ipaddresspools.json",
      made("IPAddressPool", {
        spec: {
          addresses: [`${address}/32`],
          serviceAllocation: {
            namespaces: [plant.word],
            serviceSelectors: [{ matchExpressions: [{ key: plant.word, operator: "In", values: [plant.word] }] }],
          },
        },
      }),
    ),
    list(
      "objects/l2advertisements.json",
      made("L2Advertisement", { spec: { interfaces: [plant.word], ipAddressPools: [plant.word] } }),
    ),
    list(
      "objects/bgppeers.json",
      made("BGPPeer", {
        spec: {
          peerAddress: plant.address,
          password: plant.word,
          passwordSecret: { name: plant.word },
          vrf: plant.word,
          bfdProfile: plant.word,
          interface: plant.word,
        },
      }),
    ),
    list("objects/leases.json", {
      kind: "Lease",
      metadata: {
        name: `announcer-${plant.word}`,
        annotations: {
          "arpeggio.dev/bgp": bgpStandingText({
            sessions: [plant.word],
            withheld: [],
            problems: [`Cannot read Secret ${plant.word}: ${plant.word}`],
            awaited: [plant.word],
            lost: { [plant.word]: plant.word },
          }),
          "arpeggio.dev/links": JSON.stringify({
            links: [{ name: plant.word, mac: "3c:22:fb:0a:1b:2c", addresses: [] }],
          }),
        },
      },
      spec: { holderIdentity: plant.word },
    }),
    list("objects/configmaps.json", {
      kind: "ConfigMap",
      metadata: { name: historyName, namespace: "metallb-system" },
      data: {
        "20261130T040000.000Z": [
          lineOf({
            at: now,
            what: "session-down",
            subjects: [plant.word],
            nodes: [plant.word, plant.word],
            note: `FRR: ${plant.word}`,
          }),
          lineOf({ at: now, what: "takeover", from: plant.word, to: plant.word, subjects: [plant.address] }),
          lineOf({ at: now, what: "conflict", subjects: [address], note: `${plant.word} speaks for this address too` }),
        ].join("\n"),
      },
    }),
    list("objects/events.json", {
      kind: "Event",
      metadata: { name: `${plant.word}.17f` },
      type: plant.word,
      reason: plant.word,
      message: `Cannot pull ${plant.word}:${plant.word}, says ${plant.word}`,
      involvedObject: { kind: plant.word, name: plant.word, namespace: plant.word },
      source: { component: plant.word, host: plant.word },
    }),
    list("workloads/pods.json", {
      kind: "Pod",
      metadata: metadata(plant),
      spec: {
        nodeName: plant.word,
        containers: [{
          name: plant.word,
          image: `${plant.word}.example/${plant.word}:${plant.word}`,
          args: ["controller", `--lb-class=${plant.word}`, `--${plant.word}`, plant.word],
          env: [{ name: plant.word, value: plant.word }],
        }],
      },
      status: { message: plant.word, reason: plant.word, phase: plant.word },
    }),
    {
      is: "json",
      path: "collection.json",
      value: { settings: defaultSettings, missing: [`/api/v1/${plant.word}: ${plant.word}`] },
    },
  ];
}

/** Log lines of this project, of FRR and of other programs, which name words in all forms. */
function logs(plant: Planted): readonly Part[] {
  const known = [...plant.words];
  const forms = known.flatMap((word) => [word, word.toUpperCase(), btoa(word), encoded(word)]);
  const { word, address } = plant;
  return [
    log(
      `${plant.word}/${plant.word}.log`,
      JSON.stringify({
        ts: "2026-11-30T04:00:00.000Z",
        level: "warning",
        part: "store",
        msg: `Cannot write ${plant.word}: services "${plant.word}" is forbidden: User "${plant.word}" cannot patch`,
        kind: "Service",
        message: plant.word,
        [plant.word]: { [plant.word]: [plant.word] },
      }),
      `error: ${plant.word} at ${plant.word}.example:6443 (${plant.address}), https://${plant.word}:${plant.word}@${plant.word}/${plant.word}?${plant.word}=${plant.word}`,
      `password 8 ${plant.word}`,
      `{"broken": "${plant.word}`,
      `2026-11-30T${plant.word} x`,
      `<13>${plant.word}[${plant.word}]: ${plant.word}_${plant.word} ${plant.word}`,
      ...forms.map((form) => `x=${form}`),
    ),
    {
      is: "metrics",
      path: `metrics/${plant.word}.txt`,
      text:
        `# HELP ${word}_total About ${plant.word}.\n${word}_total{${plant.word}="${plant.word}",peer="${plant.word}",address="${address}"} 1\n`,
    },
    {
      is: "log",
      path: "recordings/001.jsonl",
      text: JSON.stringify({ decided: { [`${plant.word}/${plant.word}`]: plant.word } }),
    },
  ];
}

/** Each byte as in a URL. */
function encoded(word: string): string {
  return [...new TextEncoder().encode(word)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

/** The middle of the word's base64 at each of the three offsets at which the word may begin. */
function base64Cores(word: string): readonly string[] {
  return [0, 1, 2].map((offset) => btoa(`${"\0".repeat(offset)}${word}`).slice(4, -4)).filter((core) =>
    core.length >= 8
  );
}

async function textOf(parts: readonly Part[]): Promise<string> {
  const bytes = await archiveOf(parts, defaultSettings, true, now);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return filesIn(new Uint8Array(await new Response(plain).arrayBuffer())).map(({ path, text }) => `${path}\n${text}`)
    .join("\n");
}

const random = fc.array(
  fc.stringMatching(/^[a-z]{6,12}$/).filter((word) => !publicWords.has(word)),
  { minLength: 3, maxLength: 6 },
);

Deno.test("no planted word is in an anonymous archive, in any form", async () => {
  await fc.assert(
    fc.asyncProperty(random, async (words) => {
      const plant = new Planted(words);
      const parts = [...objects(plant), ...logs(plant)];
      const text = await textOf(parts);
      const small = text.toLowerCase();
      const found = plant.words.filter((word) =>
        small.includes(word) || small.includes(encoded(word)) || base64Cores(word).some((core) => text.includes(core))
      );
      assert.deepEqual(text.split("\n").filter((line) => found.some((word) => line.toLowerCase().includes(word))), []);
      assert.deepEqual(found, []);
      assert.deepEqual(plant.addresses.filter((address) => text.includes(address)), []);
      assert.ok(plant.words.length > 150, String(plant.words.length));
    }),
    { numRuns: 20 },
  );
});

Deno.test("a word has one replacement in the whole archive, in sentences and in capitals too", async () => {
  const text = await textOf([
    list("objects/services.json", { kind: "Service", metadata: { name: "zanzibar", namespace: "shop" } }),
    list("objects/nodes.json", { kind: "Node", metadata: { name: "12" } }),
    log(
      "arpeggio-controller-0/controller.log",
      "ZANZIBAR and quagga; Quagga, shop/zanzibar; default/12 in 12 ms on eth0",
    ),
  ]);
  assert.match(text, /"name": "service-1"/);
  assert.match(text, /"name": "node-1"/);
  assert.match(text, /Z service-1 and word-1; word-1, namespace-1\/service-1; default\/node-1 in 12 ms on eth0/);
});

Deno.test("the sentences of this project stay", async () => {
  const sentences = [
    "The session with peer-1 is down: Active",
    "Cannot write the history: the server could not find the requested resource",
    "Took the Lease; the controller of 0.1.0 leads",
  ];
  const text = await textOf([log("arpeggio-controller-0/controller.log", ...sentences)]);
  assert.deepEqual(sentences.filter((sentence) => !text.includes(sentence)), []);
});
