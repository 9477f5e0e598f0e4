import assert from "node:assert/strict";
import houseRules from "../../tools/house_rules.ts";

/** The faults that the plugin finds in a file, each with its rule and message. */
function faults(path: string, source: string): string[] {
  return Deno.lint.runPlugin(houseRules, path, source).map(({ id, message }) => `${id}: ${message}`);
}

function purity(what: string): string {
  return `house/purity: A function is pure: found ${what}`;
}

function standalone(name: string): string {
  return `if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("${name}");\n`;
}

const impure: readonly { readonly name: string; readonly source: string; readonly found: readonly string[] }[] = [
  { name: "reads a file", source: `export const x = Deno.readTextFileSync("x");`, found: ["Deno"] },
  { name: "passes Deno on", source: `f(Deno);`, found: ["Deno"] },
  { name: "fetches", source: `fetch("http://localhost");`, found: ["fetch"] },
  { name: "prints", source: `console.log(1);`, found: ["console"] },
  { name: "asks the clock", source: `export const now = Date.now();`, found: ["Date.now"] },
  { name: "asks the clock by new Date()", source: `export const now = String(new Date());`, found: ["new Date()"] },
  { name: "asks the clock by Date()", source: `export const now = Date();`, found: ["Date()"] },
  { name: "measures time", source: `export const now = performance.now();`, found: ["performance"] },
  { name: "waits", source: `setTimeout(() => {}, 1);`, found: ["setTimeout"] },
  { name: "uses random numbers", source: `export const x = Math.random();`, found: ["Math.random"] },
  { name: "makes a UUID", source: `export const x = crypto.randomUUID();`, found: ["crypto"] },
  { name: "calls a global function by globalThis", source: `globalThis.fetch("");`, found: ["globalThis"] },
  {
    name: "uses random numbers by a computed name",
    source: `export const x = Math["random"]();`,
    found: ["Math.random"],
  },
  { name: "uses random numbers by another name", source: `const { random } = Math; random();`, found: ["Math"] },
  { name: "gives the clock another name", source: `const Clock = Date; new Clock();`, found: ["Date"] },
  { name: "asks the machine's time zone", source: `new Intl.DateTimeFormat();`, found: ["Intl"] },
  { name: "reads local time", source: `export const x = new Date(0).getHours();`, found: ["getHours"] },
  { name: "sorts by the machine's language", source: `"a".localeCompare("b");`, found: ["localeCompare"] },
  { name: "runs a text as code", source: `eval("1");`, found: ["eval"] },
  { name: "is async", source: `export async function f(): Promise<void> {}`, found: ["async"] },
  { name: "is an async closure", source: `function f(): unknown { return async () => {}; }`, found: ["async"] },
  { name: "imports on demand", source: `function f(): unknown { return import("./x.ts"); }`, found: ["import()"] },
  {
    name: "takes randomness from Node",
    source: `import { randomBytes } from "node:crypto";`,
    found: ["randomBytes from node:crypto"],
  },
  { name: "takes all of node:net", source: `import * as net from "node:net";`, found: ["* from node:net"] },
  {
    name: "runs standalone under another name",
    source: standalone("elect"),
    found: ["await", "await", "import()"],
  },
  {
    name: "runs standalone before the last line",
    source: `${standalone("allocate")}export const x = 1;`,
    found: ["await", "await", "import()"],
  },
];

Deno.test.each([...impure])("purity reports a function that $name", ({ source, found }) => {
  assert.deepEqual(faults("functions/allocate.ts", source), found.map(purity));
});

Deno.test.each([
  { name: "reads a given instant", source: `export function f(x: string): number { return new Date(x).getTime(); }` },
  { name: "parses a date", source: `export const x = Date.parse("2026-01-01T00:00:00Z");` },
  { name: "has local variables", source: `export function f(): number { let x = 0; x++; return x; }` },
  { name: "has properties of those names", source: `export const x = { fetch: 1, console: 2 }.fetch;` },
  { name: "has a parameter of that name", source: `export function f(self: number): number { return self; }` },
  { name: "computes", source: `export const x = Math.max(1, 2);` },
  { name: "has types with those names", source: `export interface X { readonly process: string; Deno(): void }` },
  { name: "hashes", source: `import { createHash } from "node:crypto";\nexport const x = createHash("sha256");` },
  { name: "runs standalone", source: `export const x = 1;\n${standalone("allocate")}` },
])("purity lets a function pass that $name", ({ source }) => {
  assert.deepEqual(faults("functions/allocate.ts", source), []);
});

Deno.test("purity applies only to functions/, and a file in its subfolders never runs standalone", () => {
  const source = `console.log(Date.now(), Math.random());\n${standalone("allocate")}`;
  assert.deepEqual(faults("runtime/clock.ts", source), []);
  assert.deepEqual(faults("tests/functions/allocate_test.ts", source), []);
  assert.equal(faults("functions/model/allocate.ts", standalone("allocate")).length, 3);
});

const comment = "/**\n * What is wanted. Pure.\n *\n * @module\n */\n";

Deno.test("purity applies to a file of runtime/ that says Pure.", () => {
  const source = "export const now = Date.now();\nlet last = 0; last = now;\n";
  const found = [purity("Date.now"), state("a module-level let")];
  assert.deepEqual(faults("runtime/host/wants.ts", comment + source), found);
  assert.deepEqual(faults("runtime/host/wants.ts", source), []);
  assert.deepEqual(faults("runtime/host/wants.ts", comment.replace("Pure.", "Purely so.") + source), []);
});

function state(what: string): string {
  return `house/module-state: Pure code keeps no state in a module: found ${what}`;
}

const keeping: readonly { readonly name: string; readonly source: string; readonly found: readonly string[] }[] = [
  { name: "a variable", source: `let count = 0; count++;`, found: ["a module-level let"] },
  { name: "an exported variable", source: `export let count = 0;`, found: ["a module-level let"] },
  { name: "a cache", source: `const seen = new Map<string, string>();`, found: ["a Map that is not readonly"] },
  { name: "a list", source: `const seen: number[] = [0];`, found: ["a list that is not readonly"] },
  { name: "a record", source: `const seen: Record<string, number> = {};`, found: ["an object that is not readonly"] },
  { name: "an object without a type", source: `export const x = { n: 1 };`, found: ["an object that is not readonly"] },
  { name: "an instance", source: `const x = new Counter();`, found: ["a Counter that is not readonly"] },
  {
    name: "a closure",
    source: `const next = (() => { let n = 0; return () => ++n; })();`,
    found: ["a closure made once"],
  },
  {
    name: "the answers of earlier calls",
    source: `const half = remembering((x: number) => x, (x) => x / 2);`,
    found: ["a closure made once"],
  },
  {
    name: "the position of a regular expression",
    source: `const word = /[a-z]+/g;`,
    found: ["an expression with a place of its own (flag g or y)"],
  },
  {
    name: "a static field",
    source: `class C { static n = 0; static readonly m = 1; }`,
    found: ["a static field that is not readonly"],
  },
  {
    name: "a count on a function",
    source: `function f(): void { f.count++; }`,
    found: ["a change of f"],
  },
  {
    name: "what another module made",
    source:
      `import { table } from "./x.ts";\nfunction f(): void { table["a"] = 1; delete table.b; table.list.push(1); }`,
    found: ["a change of table", "a change of table", "a change of table"],
  },
  {
    name: "something in a built-in",
    source: `function f(): void { Array.prototype.last = 1; Object.assign(Map.prototype, {}); }`,
    found: ["a change of Array", "a change of Map"],
  },
  {
    name: "bytes",
    source: `const bytes = new Uint8Array(4);\nfunction f(): void { bytes[0] = 1; bytes.set([1]); }`,
    found: ["a change of bytes", "a change of bytes"],
  },
];

Deno.test.each([...keeping])("module-state reports a module that keeps $name", ({ source, found }) => {
  assert.deepEqual(faults("functions/allocate.ts", source), found.map(state));
  assert.deepEqual(faults("runtime/host/wants.ts", source), []);
});

Deno.test.each([
  { name: "a readonly list", source: `const x: readonly number[] = [1];` },
  { name: "a list as const", source: `const x = [1] as const;` },
  { name: "a record that is readonly", source: `const x: Readonly<Record<string, number>> = { a: 1 };` },
  { name: "an object of an interface", source: `const x: Settings = { a: 1 };` },
  { name: "a readonly map", source: `const x: ReadonlyMap<string, number> = new Map([["a", 1]]);` },
  { name: "a way to encode", source: `const encoder = new TextEncoder();` },
  { name: "an expression", source: `const x = /a/i;` },
  { name: "a map of its own", source: `function f(): void { const x = new Map(); x.set(1, 2); }` },
  {
    name: "a local that has a module's name",
    source: `const list: readonly number[] = [];\nfunction f(list: number[]): void { list.push(1); }`,
  },
  {
    name: "a local in a loop",
    source:
      `import { each } from "./x.ts";\nfunction f(all: number[][]): void { for (const each of all) each.push(1); }`,
  },
])("module-state lets a module have $name", ({ source }) => {
  assert.deepEqual(faults("functions/allocate.ts", source), []);
});

const cast = "house/no-casts: A cast hides what the types do not know";

Deno.test.each([
  { name: "as", path: "runtime/x.ts", source: `export const x = 1 as unknown;`, want: [cast] },
  { name: "angle brackets", path: "runtime/x.ts", source: `export const x = <unknown> 1;`, want: [cast] },
  {
    name: "any",
    path: "functions/x.ts",
    source: `export const x: any = 1;`,
    want: ["house/no-casts: any switches the compiler off"],
  },
  { name: "as const", path: "runtime/x.ts", source: `export const x = [1] as const;`, want: [] },
  { name: "satisfies", path: "runtime/x.ts", source: `export const x = 1 satisfies number;`, want: [] },
  { name: "as in a test", path: "tests/x_test.ts", source: `export const x = 1 as unknown;`, want: [] },
])("no-casts judges $name in $path", ({ path, source, want }) => {
  assert.deepEqual(faults(path, source), want);
});

Deno.test.each([
  { path: "functions/model/addresses/range.ts", want: [] },
  { path: "tests/functions/model/addresses/range_test.ts", want: [] },
  { path: "runtime/utils.ts", want: ["house/file-names: A file name says what is inside: found utils"] },
  { path: "runtime/ip_helpers.ts", want: ["house/file-names: A file name says what is inside: found helpers"] },
  { path: "tests/common_test.ts", want: ["house/file-names: A file name says what is inside: found common"] },
  { path: "runtime/watchLoop.ts", want: ["house/file-names: File names are snake_case: found watchLoop.ts"] },
])("file-names judges $path", ({ path, want }) => {
  assert.deepEqual(faults(path, "export const x = 1;"), want);
});

const libc = `export const c = Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {});`;
const http = `export const answer = await fetch("https://kubernetes.default.svc");`;

Deno.test.each([
  { path: "runtime/wire/libc.ts", source: libc, want: [] },
  { path: "tests/wire_test.ts", source: libc, want: [] },
  {
    path: "runtime/peers/socket.ts",
    source: libc,
    want: ["house/effects-at-home: Only runtime/wire/ calls libc: found Deno.dlopen"],
  },
  { path: "runtime/store/kube/list.ts", source: http, want: [] },
  {
    path: "runtime/cli/commands/plan.ts",
    source: http,
    want: [
      "house/effects-at-home: Only runtime/store/ talks to Kubernetes, the lab to what it announces, and the page to its controller: found fetch",
    ],
  },
  {
    path: "runtime/metrics/alias.ts",
    source: `const { dlopen } = Deno;`,
    want: ["house/effects-at-home: An effect is called by its own name: found Deno"],
  },
  {
    path: "runtime/metrics/alias.ts",
    source: `const get = fetch;`,
    want: [
      "house/effects-at-home: Only runtime/store/ talks to Kubernetes, the lab to what it announces, and the page to its controller: found fetch",
    ],
  },
  {
    path: "runtime/metrics/computed.ts",
    source: `Deno["dlopen"]("x", {});`,
    want: ["house/effects-at-home: Only runtime/wire/ calls libc: found Deno.dlopen"],
  },
  {
    path: "runtime/metrics/round.ts",
    source: `globalThis.fetch("");`,
    want: ["house/effects-at-home: An effect is called by its own name: found globalThis"],
  },
  { path: "runtime/metrics/own.ts", source: `export function f(fetch: () => void): void { fetch(); }`, want: [] },
])("effects-at-home judges $path", ({ path, source, want }) => {
  assert.deepEqual(faults(path, source), want);
});

Deno.test("no-top-level-arrows requires declarations at the top level and allows closures", () => {
  const message = "house/no-top-level-arrows: A function of a module is declared with function, not as an arrow";
  assert.deepEqual(faults("runtime/x.ts", `const f = (): number => 1; f();`), [message]);
  assert.deepEqual(faults("runtime/x.ts", `export const f = (): number => 1;`), [message]);
  assert.deepEqual(faults("runtime/x.ts", `export function f(): () => number { const g = () => 1; return g; }`), []);
  assert.deepEqual(faults("runtime/x.ts", `export const x = [1].map((each) => each + 1);`), []);
});

Deno.test("few-parameters allows four parameters", () => {
  const source = (parameters: string): string => `export function f(${parameters}): void {}`;
  assert.deepEqual(faults("runtime/x.ts", source("a: 1, b: 1, c: 1, d: 1")), []);
  assert.deepEqual(faults("runtime/x.ts", source("a: 1, b: 1, c: 1, d: 1, e: 1")), [
    "house/few-parameters: At most 4 parameters: found 5",
  ]);
});

Deno.test("shallow allows four levels within one function, and an else-if is as deep as its if", () => {
  const nest = (depth: number, inner: string): string => depth === 0 ? inner : `if (x) { ${nest(depth - 1, inner)} }`;
  const inFunction = (body: string): string => `export function f(x: unknown): void { ${body} }`;
  const message = "house/shallow: At most 4 statements inside one another";
  const chain = Array.from({ length: 8 }, () => "if (x) { f(x); }").join(" else ");
  assert.deepEqual(faults("runtime/x.ts", inFunction(nest(4, "f(x);"))), []);
  assert.deepEqual(faults("runtime/x.ts", inFunction(nest(5, "f(x);"))), [message]);
  assert.deepEqual(faults("runtime/x.ts", inFunction(nest(6, "f(x);"))), [message]);
  assert.deepEqual(faults("runtime/x.ts", inFunction(nest(3, chain))), []);
  assert.deepEqual(faults("runtime/x.ts", inFunction(nest(3, `[x].map(() => { ${nest(2, "f(x);")} });`))), []);
});
