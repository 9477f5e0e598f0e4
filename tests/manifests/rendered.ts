/**
 * What the Helm chart and the kustomize overlays make of the manifests.
 *
 * @module
 */

import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../cluster/api_client.ts";

const root = new URL("../../", import.meta.url).pathname;
const chart = `${root}manifests/chart`;

/** Where the chart is installed: the namespace of the overlays. */
const release = ["arpeggio", chart, "--namespace", "metallb-system", "--kube-version", "1.34"];

/** The manifests that the chart renders with a file of values. */
export async function helmTemplate(helm: string, values: string): Promise<string> {
  return await output(helm, ["template", ...release, "--values", values]);
}

export async function helmLint(helm: string, values: string): Promise<string> {
  return await output(helm, ["lint", chart, "--strict", "--kube-version", "1.34", "--values", values]);
}

/** Runs Helm and returns what it said. */
export async function runHelm(helm: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return await output(helm, args, env);
}

/** The manifests of a folder with a kustomization, relative to the project. */
export async function kustomize(kubectl: string, folder: string): Promise<string> {
  return await output(kubectl, ["kustomize", `${root}${folder}`]);
}

export function objectsOf(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS()).filter((object) => object !== null);
}

async function output(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], env }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
