import assert from "node:assert/strict";
import { dirname } from "node:path";
import { parseAllDocuments } from "yaml";
import { version } from "../../../runtime/ground/version.ts";
import { sumsFile } from "../../../runtime/release/release.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { type ScratchFolder, scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { readPage, shellUnder } from "../../docs/markdown.ts";
import { findHelm } from "../../manifests/helm.ts";
import { runHelm } from "../../manifests/rendered.ts";

const root = new URL("../../../", import.meta.url).pathname;
const helm = await findHelm();
const name = `arpeggio-${version}`;
const decoder = new TextDecoder();

Deno.test({
  name: "a release has the same bytes wherever it is made, and its files are correct",
  ignore: !await haveCommands("kubectl", "git", "sha256sum") || helm === undefined,
  async fn(t): Promise<void> {
    assert(helm !== undefined);
    await using place = await scratchFolder("arpeggio-release-");
    const [first, copy] = [await copyOfCheckout(place, "first"), await copyOfCheckout(place, "another place")];
    const [one, other] = [`${place.path}/one`, `${copy}/release`];
    const seconds = "1790000000";
    const page = readPage("docs/releases.md");
    const [made = "", checked = ""] = ["Make", "Check"].map((heading) => shellUnder(page, heading).join(""));
    // Both runs end before the folder is removed, also if one of them fails.
    const runs = await Promise.allSettled([
      sh(`umask 022; deno task --cwd "$1" release ${one}`, first, { TZ: "UTC", SOURCE_DATE_EPOCH: seconds }),
      sh(`umask 077; cd "$1"; ${made}`, copy, { TZ: "Pacific/Auckland", LC_ALL: "C", SOURCE_DATE_EPOCH: seconds }),
    ]);
    assert.deepEqual(runs.flatMap((run) => run.status === "rejected" ? String(run.reason) : []), []);

    await t.step("uncommitted files are named, and nothing is made", async () => {
      await Deno.writeTextFile(`${copy}/LICENSE`, "changed");
      await Deno.remove(`${copy}/Dockerfile`);
      await Deno.writeTextFile(`${copy}/manifests/chart/new file.yaml`, "");
      const refused = `deno task --cwd "$1" release ${place.path}/none 2>&1`;
      await assert.rejects(sh(refused, copy), ({ message }: Error) => {
        const [, named = ""] = message.split("are not committed:\n");
        assert.deepEqual(named.trimEnd().split("\n"), ["  Dockerfile", "  LICENSE", "  manifests/chart/new file.yaml"]);
        return true;
      });
      await assert.rejects(Deno.stat(`${place.path}/none`), Deno.errors.NotFound);
    });

    await t.step("two runs give the same files with the same bytes", async () => {
      const files = await filesIn(one);
      assert.deepEqual([...files.keys()], [
        sumsFile,
        ...["-bgp.yaml", "-changes.md", "-l2.yaml", "-prometheus.yaml", ".cdx.json", ".js", ".tgz"]
          .map((end) => `${name}${end}`),
      ]);
      assert.deepEqual(await filesIn(other), files);
    });

    await t.step("the checksums are right, and name every other file", async () => {
      await sh(`cd "$1"; ${checked}`, copy);
      const lines = (await Deno.readTextFile(`${one}/${sumsFile}`)).trim().split("\n");
      assert.equal(lines.length, (await filesIn(one)).size - 1);
    });

    await t.step("Helm renders the archive like the chart's folder", async () => {
      const render = (chart: string): Promise<string> =>
        runHelm(helm, ["template", "arpeggio", chart, "--namespace", "metallb-system", "--kube-version", "1.34"]);
      // Each rendering makes its own heartbeat key.
      const withoutKey = (text: string): string => text.replace(/^ +key: .*$/m, "");
      const [archived, plain] = await Promise.all([render(`${one}/${name}.tgz`), render(`${first}/manifests/chart`)]);
      assert.equal(withoutKey(archived), withoutKey(plain));
      assert.match(archived, /^kind: DaemonSet$/m);
    });

    await t.step("the manifests run the program of the release", async () => {
      const program = await Deno.readTextFile(`${one}/${name}.js`);
      for (const overlay of ["l2", "bgp", "prometheus"]) {
        const text = await Deno.readTextFile(`${one}/${name}-${overlay}.yaml`);
        const objects = parseAllDocuments(text).map((document): Manifest => document.toJS());
        const programs = objects.filter(({ metadata }) => metadata.name.startsWith("arpeggio-program"));
        assert.deepEqual(programs.map(({ data }) => data?.["main.js"]), [program], overlay);
        assert(objects.some(({ kind }) => kind === "DaemonSet"), overlay);
      }
    });

    await t.step("the bill of materials is valid, and lists deno.lock and the images", async () => {
      const text = await Deno.readTextFile(`${one}/${name}.cdx.json`);
      assert.equal(await schemaFaults(text), "null");
      const { components, metadata }: Bill = JSON.parse(text);
      assert.equal(metadata.timestamp, new Date(Number(seconds) * 1000).toISOString());
      const lock: { readonly npm: Record<string, unknown> } = JSON.parse(await Deno.readTextFile(`${root}deno.lock`));
      const locked = new Set(Object.keys(lock.npm).map((key) => key.replace(/(?<=.)_.*$/, "")));
      const listed = components.filter(({ type }) => type === "library")
        .map(({ group, name, version }) => `${group === undefined ? "" : `${group}/`}${name}@${version}`);
      assert.deepEqual(listed.toSorted(), [...locked].toSorted());
      const bundled = components.filter(({ scope }) => scope === "required").map(({ name }) => name);
      assert.deepEqual(bundled.toSorted(), ["commander", "ipaddr.js", "logtape", "yaml"]);
      const images = components.filter(({ type }) => type === "container");
      const [deno = "", tag] =
        /denoland\/deno:\S+/.exec(await Deno.readTextFile(`${root}Dockerfile`))?.[0].split(":") ??
          [];
      assert.deepEqual(images.map(({ name }) => name), [deno, "quay.io/frrouting/frr"]);
      assert.equal(images[0]?.version, tag);
    });

    await t.step("the changes are the newest section of CHANGELOG.md", async () => {
      const changes = await Deno.readTextFile(`${one}/${name}-changes.md`);
      assert(changes.startsWith(`## ${version}`));
      assert((await Deno.readTextFile(`${root}CHANGELOG.md`)).includes(changes.trimEnd()));
    });
  },
});

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

interface Bill {
  readonly metadata: { readonly timestamp: string };
  readonly components: readonly {
    readonly type: string;
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly scope?: string;
  }[];
}

/** A repository with the files that git tracks or would track. The copies have other times and other permissions. */
async function copyOfCheckout({ path }: ScratchFolder, name: string): Promise<string> {
  const copy = `${path}/${name}`;
  const list = `git -C ${root} ls-files -z --cached --others --exclude-standard --deduplicate`;
  await sh(`umask 077; mkdir "$1"; ${list} | tar -C ${root} --null -T - -c | tar -C "$1" -xm`, copy);
  await sh(`cd "$1"; git init -q; git add -A; git -c user.name=a -c user.email=a@a.example commit -qm all`, copy);
  return copy;
}

async function sh(script: string, argument: string, env: Record<string, string> = {}): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-ec", `set -o pipefail; ${script}`, "bash", argument],
    env: { ...env, PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` },
    stdin: "null",
  }).output();
  assert(success, decoder.decode(stdout) + decoder.decode(stderr));
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  const hashed = await Promise.all(
    names.toSorted().map(async (name): Promise<[string, string]> => {
      const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}`));
      return [name, new Uint8Array(hash).toHex()];
    }),
  );
  return new Map(hashed);
}

/**
 * The faults that CycloneDX's own library finds in the document; `null` if there are none. The library's packages are
 * not in the project's deno.json, since only this check needs them.
 */
async function schemaFaults(text: string): Promise<string> {
  const code = `
    import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    console.log(JSON.stringify(await validator.validate(await new Response(Deno.stdin.readable).text())));
  `;
  const config = new URL("validator/deno.json", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", `--config=${config}`, code],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(text)]).pipeTo(process.stdin);
  const { success, stdout, stderr } = await process.output();
  assert(success, decoder.decode(stderr));
  return decoder.decode(stdout).trim();
}
