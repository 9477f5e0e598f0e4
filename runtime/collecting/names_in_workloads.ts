/**
 * Finds the names in images and arguments of containers, and knows the names of this project's workloads. Pure.
 *
 * @module
 */

import { hostIn, type Named } from "./hosts.ts";

/**
 * True for the workloads and Pods of this project and of MetalLB. Kubernetes makes the endings of Pods' names, from
 * letters that form no words.
 */
export function isOwnWorkload(name: string): boolean {
  return /^(arpeggio|metallb|frr-k8s|controller|speaker)(-(controller|announcer|speaker|history))?((-[b-df-hj-np-tv-xz2456789]{4,10}){0,2}|-\d{1,3})$/
    .test(name);
}

/** True for versions such as `v1.2.3`, which identify nobody. */
export function isVersion(text: string): boolean {
  return /^v?\d+(\.\d+)*(-(alpha|beta|rc)\.?\d*)?$/.test(text);
}

/** Finds the registry, the name and the tag of an image. */
export function* namesInImage(image: string): Generator<Named> {
  yield* image.includes("/") ? hostIn(image) : [];
  if (publicImages.test(image)) return;
  const [, registry, name = "", tag = ""] = /^(?:(.*)\/)?([^/:@]*)(?::([^/@]*))?(?:@.*)?$/.exec(image) ?? [];
  if (registry !== undefined) yield ["registry", registry];
  if (!programs.has(name)) yield ["image", name];
  if (!isVersion(tag) && tag !== "latest") yield ["tag", tag];
}

const publicImages = /^((docker\.io\/)?denoland|quay\.io\/(frrouting|metallb)|registry\.k8s\.io)\//;
const programs: ReadonlySet<string> = new Set(["arpeggio", "deno", "frr", "controller", "speaker", "pause"]);

/** Finds the names in the values of options, which are in the same word or in the next one. */
export function* namesInArguments(words: readonly unknown[]): Generator<Named> {
  for (const [index, word] of words.entries()) {
    const [, option = "", value] = /^--([\w-]+)(?:=(.*))?$/s.exec(String(word)) ?? [];
    const noun = options[option];
    const name = value ?? words[index + 1];
    if (noun !== undefined && typeof name === "string" && !isOwn(name)) yield [noun, name];
  }
}

function isOwn(name: string): boolean {
  return name.startsWith("$(") || isOwnWorkload(name) || name === "left-out";
}

const options: Readonly<Record<string, string>> = {
  "lb-class": "class",
  "node-name": "node",
  "bgp-passwords": "role",
};
