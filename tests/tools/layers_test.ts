import assert from "node:assert/strict";
import { purityFaults } from "../../tools/layers/purity.ts";
import { readGraph } from "../../tools/layers/graph.ts";
import { type Import, layerFaults, lengthFaults, type SourceFile } from "../../tools/layers/rules.ts";

function file(path: string, ...imports: readonly (string | Import)[]): SourceFile {
  const full = imports.map((each) => typeof each === "string" ? { to: each, typeOnly: false, dynamic: false } : each);
  return { path, lines: 100, imports: full };
}

const standalone: Import = { to: "runtime/cli/standalone.ts", typeOnly: false, dynamic: true };
const kubernetesClient = "npm:@kubernetes/client-node@2.0.1";

Deno.test.each([
  { name: "a function imports a function", file: file("functions/allocate.ts", "functions/model/addresses/range.ts") },
  { name: "a function imports ipaddr.js", file: file("functions/model/addresses/range.ts", "npm:ipaddr.js@2.5.0") },
  { name: "a function hashes", file: file("functions/model/hash.ts", "node:crypto") },
  { name: "a function runs standalone", file: file("functions/allocate.ts", standalone) },
  { name: "the runtime imports a function", file: file("runtime/host.ts", "functions/allocate.ts", "npm:yaml@2.9.1") },
  {
    name: "the store reads a kubeconfig",
    file: file("runtime/store/kube/config.ts", { to: kubernetesClient, typeOnly: false, dynamic: true }),
  },
  {
    name: "the runtime imports types of the Kubernetes client",
    file: file("runtime/host.ts", { to: kubernetesClient, typeOnly: true, dynamic: false }),
  },
  { name: "a test imports everything", file: file("tests/x_test.ts", "runtime/x.ts", "tools/x.ts", kubernetesClient) },
])("layers hold when $name", ({ file }) => {
  assert.deepEqual(layerFaults([file]), []);
});

const pure = "functions/ is pure and imports only itself, ipaddr.js and the pure parts of node:net and node:crypto";

Deno.test.each([
  { name: "effects", file: file("functions/x.ts", "node:fs"), want: `functions/x.ts imports node:fs: ${pure}` },
  {
    name: "the runtime in a function",
    file: file("functions/x.ts", "runtime/x.ts"),
    want: `functions/x.ts imports runtime/x.ts: ${pure}`,
  },
  {
    name: "standalone.ts in a subfolder of functions/",
    file: file("functions/model/x.ts", standalone),
    want: `functions/model/x.ts imports runtime/cli/standalone.ts: ${pure}`,
  },
  {
    name: "the Kubernetes client outside the store",
    file: file("runtime/x.ts", kubernetesClient),
    want: `runtime/x.ts imports ${kubernetesClient}: only runtime/store/ talks to Kubernetes`,
  },
  {
    name: "the Kubernetes client in an import that is not on demand",
    file: file("runtime/store/x.ts", kubernetesClient),
    want: `runtime/store/x.ts imports ${kubernetesClient} at once: ` +
      "it costs 88 MB, so import it only where a kubeconfig has a plugin",
  },
  {
    name: "a test in the runtime",
    file: file("runtime/x.ts", "tests/x.ts"),
    want: "runtime/x.ts imports tests/x.ts: runtime/ imports neither tests/ nor tools/",
  },
  {
    name: "the runtime in a tool",
    file: file("tools/x.ts", "runtime/x.ts"),
    want: "tools/x.ts imports runtime/x.ts: tools/ imports neither runtime/ nor tests/",
  },
  {
    name: "JSR",
    file: file("tests/x.ts", "jsr:@std/assert"),
    want: "tests/x.ts imports jsr:@std/assert: dependencies come from npm alone",
  },
  {
    name: "a file outside the layers",
    file: file("lib/x.ts", "lib/y.ts"),
    want: "lib/x.ts is in no layer: sources live in functions/, runtime/, tools/ and tests/",
  },
])("layers report $name", ({ file, want }) => {
  assert.deepEqual(layerFaults([file]), [want]);
});

Deno.test("layers report a cycle once, wherever it is entered", () => {
  const circle = [
    file("functions/c.ts", "functions/a.ts"),
    file("functions/b.ts", "functions/c.ts"),
    file("functions/a.ts", "functions/b.ts"),
    file("functions/0.ts", "functions/b.ts"),
  ];
  assert.deepEqual(layerFaults(circle), [
    "Imports go round in a circle: functions/a.ts → functions/b.ts → functions/c.ts → functions/a.ts",
  ]);
});

Deno.test("an import on demand closes no cycle", () => {
  const lazy: Import = { to: "functions/a.ts", typeOnly: false, dynamic: true };
  assert.deepEqual(layerFaults([file("functions/a.ts", "functions/b.ts"), file("functions/b.ts", lazy)]), []);
});

Deno.test("a file of more than 250 lines is reported unless it is a test or generated", () => {
  const long = ["functions/x.ts", "functions/generated.ts", "tests/x_test.ts"].map((path) => ({
    ...file(path),
    lines: 251,
  }));
  assert.deepEqual(lengthFaults([...long, { ...file("functions/y.ts"), lines: 250 }], ["functions/generated.ts"]), [
    "functions/x.ts has 251 lines: past 250, look for the second idea in it",
  ]);
});

Deno.test("readGraph() reads a project's imports, including dynamic and type imports", async () => {
  const root = `${await Deno.makeTempDir()}/`;
  try {
    await Deno.mkdir(`${root}functions`);
    await Deno.writeTextFile(`${root}deno.json`, "{}");
    await Deno.writeTextFile(`${root}functions/a.ts`, `import type { B } from "./b.ts";\nexport const a: B = 1;\n`);
    await Deno.writeTextFile(
      `${root}functions/b.ts`,
      `export type B = number;\nif (import.meta.main) import("./a.ts");\n`,
    );
    assert.deepEqual(await readGraph(root), [
      { path: "functions/a.ts", lines: 2, imports: [{ to: "functions/b.ts", typeOnly: true, dynamic: false }] },
      { path: "functions/b.ts", lines: 2, imports: [{ to: "functions/a.ts", typeOnly: false, dynamic: true }] },
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("a file that says Pure. imports only pure files, and types", () => {
  const texts: Readonly<Record<string, string>> = {
    "runtime/a.ts": "/** What is wanted. Pure. */\n",
    "runtime/b.ts": "/** The clock. */\n",
    "runtime/c.ts": "/** Sums. Pure. */\n",
  };
  const type: Import = { to: "runtime/b.ts", typeOnly: true, dynamic: false };
  const files = [
    file("runtime/a.ts", "runtime/b.ts", "runtime/c.ts", "functions/x.ts", type),
    file("runtime/b.ts", "npm:yaml@2.9.1"),
    file("runtime/c.ts"),
  ];
  assert.deepEqual(purityFaults(files, (path) => texts[path] ?? ""), [
    'runtime/a.ts says "Pure." and imports runtime/b.ts, which does not',
  ]);
});
