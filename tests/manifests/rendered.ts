/**
 * The manifests that the Helm chart and the kustomize overlays render.
 *
 * @module
 */

import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../cluster/machine/api_client.ts";

const root = new URL("../../", import.meta.url).pathname;
const chart = `${root}manifests/chart`;

/** The release's name, chart, namespace and Kubernetes version. The overlays have the same namespace. */
const release = ["arpeggio", chart, "--namespace", "metallb-system", "--kube-version", "1.34"];

/** The manifests that the chart renders with a file of values. */
export async function helmTemplate(helm: string, values: string): Promise<string> {
  return await runHelm(helm, ["template", ...release, "--values", values]);
}

/** A release with a name and a namespace of its own, and values as for `--set`. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: readonly string[];
}

export async function helmTemplateAs(helm: string, { name, namespace, values }: Release): Promise<string> {
  const sets = values.flatMap((each) => ["--set", each]);
  return await runHelm(helm, ["template", name, chart, "--namespace", namespace, "--kube-version", "1.34", ...sets]);
}

export async function helmLint(helm: string, values: string): Promise<string> {
  return await runHelm(helm, ["lint", chart, "--strict", "--kube-version", "1.34", "--values", values]);
}

/**
 * Runs Helm and returns its output. Throws also if Helm prints a warning: Helm writes only warnings to standard error.
 */
export async function runHelm(
  helm: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr } = await outputs(helm, args, env);
  if (stderr !== "" || /^(WARNING|\[WARN)/m.test(stdout)) {
    throw new Error(`Helm warns at ${args.join(" ")}: ${stderr}${stdout}`);
  }
  return stdout;
}

/** The manifests that kustomize renders from a folder, relative to the project. */
export async function kustomize(kubectl: string, folder: string): Promise<string> {
  const { stdout } = await outputs(kubectl, ["kustomize", `${root}${folder}`], {});
  return stdout;
}

export function objectsOf(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS()).filter((object) => object !== null);
}

interface Outputs {
  readonly stdout: string;
  readonly stderr: string;
}

async function outputs(command: string, args: readonly string[], env: Record<string, string>): Promise<Outputs> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], env }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
