/**
 * Writes an image as one file for `ctr images import`, in the format of `docker save`, with one layer.
 *
 * https://github.com/moby/docker-image-spec/blob/main/spec.md
 *
 * @module
 */

import { createHash } from "node:crypto";
import { run } from "./root_folder.ts";

/** The defaults for containers of the image; a Pod may override them. */
export interface ImageConfig {
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly User?: string;
}

const architectures = { x86_64: "amd64", aarch64: "arm64" } as const;

/** Writes the archive of an image. `name` is the full name, such as `docker.io/library/busybox:1.35`. */
export async function writeArchive(
  path: string,
  { name, config, root }: { readonly name: string; readonly config: ImageConfig; readonly root: string },
): Promise<void> {
  const parts = `${path}.parts`;
  await Deno.mkdir(parts);
  await run("tar", ["--create", "--numeric-owner", `--file=${parts}/layer.tar`, `--directory=${root}`, "."]);
  const text = JSON.stringify({
    architecture: architectures[Deno.build.arch],
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: [`sha256:${await hashOfFile(`${parts}/layer.tar`)}`] },
    history: [{ created_by: "tests/pods/images" }],
  });
  const file = `${createHash("sha256").update(text).digest("hex")}.json`;
  const manifest = [{ Config: file, RepoTags: [name], Layers: ["layer.tar"] }];
  await Deno.writeTextFile(`${parts}/${file}`, text);
  await Deno.writeTextFile(`${parts}/manifest.json`, JSON.stringify(manifest));
  await run("tar", ["--create", `--file=${path}`, `--directory=${parts}`, file, "manifest.json", "layer.tar"]);
  await Deno.remove(parts, { recursive: true });
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
