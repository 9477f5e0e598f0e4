import assert from "node:assert/strict";
import { scratchFolder } from "./machine/scratch_folder.ts";

const script = `
import { clusterParts } from "${new URL("machine/parts.ts", import.meta.url)}";
console.log(JSON.stringify(await clusterParts("proxy") ?? null));
`;

interface Found {
  readonly code: number;
  readonly parts: unknown;
  readonly said: string;
}

/** Calls `clusterParts("proxy")` in a process with these variables and an empty cache. By default `CI` is empty. */
async function find(folder: string, env: Readonly<Record<string, string>>): Promise<Found> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", "-"],
    env: { XDG_CACHE_HOME: `${folder}/empty`, KUBEBUILDER_ASSETS: "", KUBECTL: "", CI: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(script)]).pipeTo(process.stdin);
  const { code, stdout, stderr } = await process.output();
  const [printed, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, parts: code === 0 ? JSON.parse(printed ?? "") : undefined, said: said ?? "" };
}

/** Makes a folder with the named programs, in the layout of envtest. */
async function assets(folder: string, ...names: readonly string[]): Promise<string> {
  const path = `${folder}/${names.join("-")}`;
  await Deno.mkdir(path);
  for (const name of names) await Deno.writeTextFile(`${path}/${name}`, "#!/bin/sh\n", { mode: 0o755 });
  return path;
}

Deno.test("clusterParts() skips with a reason if a part is missing", async () => {
  await using folder = await scratchFolder("arpeggio-parts-");
  const { code, parts, said } = await find(folder.path, {});
  assert.deepEqual([code, parts], [0, null]);
  assert.match(
    said,
    /skipping tests: no cluster can be started: no etcd in KUBEBUILDER_ASSETS, nor built by: deno run/,
  );
});

Deno.test("clusterParts() fails in CI if a part is missing", async () => {
  await using folder = await scratchFolder("arpeggio-parts-");
  const { code, said } = await find(folder.path, { CI: "true" });
  assert.equal(code, 1);
  assert.match(said, /Cannot run tests: no cluster can be started: no etcd/);
});

Deno.test("clusterParts() finds the programs in KUBEBUILDER_ASSETS", async () => {
  await using folder = await scratchFolder("arpeggio-parts-");
  const path = await assets(folder.path, "etcd", "kube-apiserver", "kube-proxy", "kubectl");
  const { parts } = await find(folder.path, { KUBEBUILDER_ASSETS: path });
  assert.deepEqual(parts, {
    etcd: [`${path}/etcd`],
    apiServer: [`${path}/kube-apiserver`],
    proxy: [`${path}/kube-proxy`],
    kubectl: `${path}/kubectl`,
  });
});

Deno.test("clusterParts() names the optional part that a test needs and envtest lacks", async () => {
  await using folder = await scratchFolder("arpeggio-parts-");
  const path = await assets(folder.path, "etcd", "kube-apiserver", "kubectl");
  const { parts, said } = await find(folder.path, { KUBEBUILDER_ASSETS: path });
  assert.equal(parts, null);
  assert.match(said, /no kube-proxy in KUBEBUILDER_ASSETS/);
});
