/**
 * `deno task release [FOLDER]` writes the files of a release. The same commit gives the same bytes.
 *
 * Why: docs/adr/0033-same-bytes.md
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundlePath, bundleProgram } from "../deploy/bundle.ts";
import { Kubectl } from "../deploy/kubectl.ts";
import { causeOf } from "../ground/cause.ts";
import { version } from "../ground/version.ts";
import { changesOf } from "./changes.ts";
import { chartArchive, chartVersion } from "./chart_archive.ts";
import { lockedPackages } from "./locked_packages.ts";
import { releaseSeconds } from "./release_time.ts";
import { billOfMaterials } from "./sbom.ts";
import { uncommittedFiles } from "./uncommitted.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const overlays = ["l2", "bgp", "prometheus"] as const;

/** The list of checksums, in the format of `sha256sum`. */
export const sumsFile = "SHA256SUMS";

/** Writes the files into the folder, and returns their names. */
export async function makeRelease(folder: string): Promise<readonly string[]> {
  const charted = await chartVersion();
  if (charted !== version) {
    throw new Error(`Cannot make a release: the program has version ${version}, and the chart has ${charted}`);
  }
  const uncommitted = await uncommittedFiles(root);
  if (uncommitted.length > 0) {
    const list = uncommitted.map((path) => `\n  ${path}`).join("");
    throw new Error(
      `Cannot make a release: a release comes from one commit, and these files are not committed:${list}`,
    );
  }
  const files = await releaseFiles(await releaseSeconds());
  const sums = await Promise.all(
    [...files].map(async ([name, content]) => `${await hashOf(content)}  ${name}\n`),
  );
  files.set(sumsFile, bytesOf(sums.join("")));
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, content] of files) await Deno.writeFile(`${folder}/${name}`, content);
  return [...files.keys()];
}

type Bytes = Uint8Array<ArrayBuffer>;

async function releaseFiles(seconds: number): Promise<Map<string, Bytes>> {
  const changes = changesOf(version, await Deno.readTextFile(`${root}CHANGELOG.md`));
  await bundleProgram();
  const program = await Deno.readFile(bundlePath);
  const kubectl = new Kubectl({});
  const manifests = await Promise.all(
    overlays.map((overlay) => kubectl.run(["kustomize", `${root}manifests/overlays/${overlay}`])),
  );
  const materials = {
    version,
    seconds,
    programHash: await hashOf(program),
    packages: await lockedPackages(),
    images: imagesIn(manifests.join("\n")),
  };
  const name = `arpeggio-${version}`;
  return new Map([
    [`${name}.js`, program],
    [`${name}.tgz`, await chartArchive(seconds)],
    ...overlays.map((overlay, index): [string, Bytes] => [`${name}-${overlay}.yaml`, bytesOf(manifests[index] ?? "")]),
    [`${name}.cdx.json`, bytesOf(`${JSON.stringify(billOfMaterials(materials), undefined, 2)}\n`)],
    [`${name}-changes.md`, bytesOf(changes)],
  ]);
}

function imagesIn(manifests: string): readonly string[] {
  return [...new Set([...manifests.matchAll(/^ +(?:- )?image: (\S+)$/gm)].map(([, image = ""]) => image))].toSorted();
}

async function hashOf(content: Bytes): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

if (import.meta.main) {
  const say = (stream: typeof Deno.stdout, text: string): Promise<number> =>
    stream.write(new TextEncoder().encode(`${text}\n`));
  try {
    const { positionals: [folder = `${root}release`] } = parseArgs({ allowPositionals: true });
    const names = await makeRelease(folder);
    await say(Deno.stdout, [`Made release ${version} in ${folder}:`, ...names.map((name) => `  ${name}`)].join("\n"));
  } catch (error) {
    await say(Deno.stderr, causeOf(error));
    Deno.exit(1);
  }
}
