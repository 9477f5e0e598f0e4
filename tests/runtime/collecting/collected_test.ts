import assert from "node:assert/strict";
import { explain } from "../../../functions/explain.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { anonymous } from "../../../runtime/collecting/anonymous.ts";
import type { Part } from "../../../runtime/collecting/part.ts";
import { withoutSecrets } from "../../../runtime/collecting/secrets_left_out.ts";
import { readArchive } from "../../../runtime/reading/archive.ts";
import { readManifests } from "../../../runtime/reading/read_manifests.ts";
import { replay } from "../../../runtime/recording/replay.ts";
import { writeArchive } from "./archives.ts";
import { namingParts } from "./naming_parts.ts";

const questions = new URL("../../fixtures/questions/", import.meta.url).pathname;
const worlds = ["lan.yaml", "shop.yaml", "dual.yaml", "bgp.yaml", "silent.yaml", "kept.yaml", "cluster/base.yaml"].map((
  file,
) => ({ file }));

interface Read {
  readonly observed: Observed;
  /** The whole content of the archive as one text. */
  readonly text: string;
  readonly paths: readonly string[];
}

async function collected(observed: Observed, isAnonymous: boolean, more: readonly Part[] = []): Promise<Read> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/collected.tar.gz`;
  try {
    await writeArchive(path, { observed, isAnonymous, more });
    const archive = await readArchive(path);
    assert.ok(typeof archive !== "string", String(archive));
    const { observed: read, faults } = await readManifests([path]);
    assert.deepEqual(faults, []);
    const text = archive.files.map((file) => `${file.path}\n${file.text}`).join("\n");
    return { observed: read, text, paths: archive.files.map((file) => file.path) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The answers about each Service, node and pool of a world. */
function answers(observed: Observed): readonly unknown[] {
  return [
    ...observed.services.map((each) => explain(observed, { about: "service", key: keyOf(each) })),
    ...observed.nodes.map(({ metadata: { name } }) => explain(observed, { about: "node", name })),
    ...observed.pools.map(({ metadata: { name } }) => explain(observed, { about: "pool", name })),
  ];
}

Deno.test.each(worlds)("an archive of $file gives the same answers as its world", async ({ file }) => {
  const { observed } = await readManifests([`${questions}${file}`]);
  const read = await collected(observed, false);
  assert.deepEqual(answers(read.observed), answers({ ...observed, nowFrom: "archive" }));
  assert.equal(read.observed.now, observed.now);
});

Deno.test.each(worlds)(
  "an anonymous archive of $file has no name and no address, and gives the same decisions",
  async ({ file }) => {
    const { observed } = await readManifests([`${questions}${file}`]);
    const { observed: read, text } = await collected(observed, true);
    const originals = [
      ...[...observed.services, ...observed.nodes, ...observed.pools, ...observed.bgpPeers].map(({ metadata }) =>
        metadata.name
      ),
      ...observed.services.flatMap(({ metadata: { namespace = "" } }) => namespace),
      ...observed.virtualIPs.map(({ spec }) => spec.address),
      ...observed.nodes.flatMap(({ status }) => (status?.addresses ?? []).map(({ address }) => address)),
    ].filter((word) => word !== "default" && word !== "");
    const found = new Set(originals).values().filter((word) =>
      new RegExp(`(?<![A-Za-z0-9_.:])${word.replaceAll(".", "\\.")}(?![A-Za-z0-9_.:])`).test(text)
    );
    assert.deepEqual([...found], []);
    assert.deepEqual(shapeOf(read), shapeOf(observed));
  },
);

Deno.test("an anonymous archive has no name that a user chose, and no name of a host", () => {
  const text = JSON.stringify(anonymous(withoutSecrets(namingParts), "metallb-system"), undefined, 1);
  assert.deepEqual(text.split("\n").filter((line) => /marked|"a"|\/a\b/.test(line)), []);
  // The words of the program and of Kubernetes stay.
  for (const word of ["--lb-class=", "controller", "kube-system", "podSubnet", "pause:3", "a node of"]) {
    assert.ok(text.includes(word), word);
  }
});

/** The decisions without names and addresses. */
function shapeOf(observed: Observed): readonly unknown[] {
  return observed.services.map((each) => {
    const answer = explain(observed, { about: "service", key: keyOf(each) });
    if (answer.about !== "service") return answer.about;
    const { verdict: { reason }, addresses, isFine } = answer;
    return { reason, isFine, addresses: addresses.map((account) => account.reason) };
  });
}

Deno.test("replay repeats the decisions in an archive, with and without names", async () => {
  const { observed } = await readManifests([`${questions}lan.yaml`]);
  for (const isAnonymous of [false, true]) {
    const { text } = await collected(observed, isAnonymous);
    const [, lines = ""] = text.split("recordings/present.jsonl\n");
    const { passes, differences } = await replay(ReadableStream.from(lines.split("\n").filter((line) => line !== "")));
    assert.deepEqual({ passes, differences }, { passes: 1, differences: [] });
  }
});

const secret = "marked-5ecret";

/** A part for every place that may contain a secret. */
const parts: readonly Part[] = [
  {
    is: "json",
    path: "objects/bgppeers.json",
    value: {
      items: [{
        kind: "BGPPeer",
        metadata: {
          name: "tor",
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"spec":{"password":"${secret}"}}` },
        },
        spec: { password: secret },
      }, {
        kind: "BGPPeer",
        metadata: { name: "short", annotations: { "other.example/key": secret } },
        spec: { password: "ab" },
      }],
    },
  },
  {
    is: "log",
    path: "logs/announcer/frr.log",
    text: [
      `2026-11-22T10:00:00Z {"message":"neighbor 192.0.2.1 password ${secret}"}`,
      "Authorization: Bearer other-5ecret-token",
      "neighbor 192.0.2.1 password 8 other-5ecret",
      "token=other-5ecret&x=1",
      "AWS_SECRET_ACCESS_KEY=other-5ecret",
      "    client-key-data: other-5ecret",
      "GET http://user:other-5ecret@proxy.example:3128/",
      '{"message":"-----BEGIN RSA PRIVATE KEY-----\\nother-5ecret\\n-----END RSA PRIVATE KEY-----"}',
      "eyJhbGciOiJSUzI1NiJ9.eyJvdGhlci01ZWNyZXQiOjF9.c2lnbmF0dXJl",
    ].join("\n"),
  },
  { is: "metrics", path: "metrics/a.txt", text: `x{peer="${secret}"} 1` },
];

Deno.test("an archive contains no secret", () => {
  const text = JSON.stringify(withoutSecrets(parts));
  assert.doesNotMatch(text, /5ecret|eyJv|"ab"/);
  assert.match(text, /192\.0\.2\.1 password left-out/);
});

Deno.test.each([
  { name: "no gzip", bytes: new TextEncoder().encode("hello"), says: /^no gzipped archive/ },
  { name: "an empty file", bytes: new Uint8Array(), says: /^no (gzipped archive|archive of arpeggio collect)/ },
])("bytes that are not an archive are refused: $name", async ({ bytes, says }) => {
  const path = await Deno.makeTempFile({ suffix: ".tar.gz" });
  try {
    await Deno.writeFile(path, bytes);
    assert.match(String(await readArchive(path)), says);
  } finally {
    await Deno.remove(path);
  }
});
