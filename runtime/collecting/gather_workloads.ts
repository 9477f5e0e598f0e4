/**
 * Reads the workloads and Pods in the namespace of this project, with the logs and metrics of the Pods.
 *
 * @module
 */

import { isRecord, listOf } from "../../functions/model/shape.ts";
import type { Reader } from "../store/reader.ts";
import type { Part } from "./part.ts";
import { neededOfWorkload } from "./workload_fields.ts";

/** The number of lines that are read from the end of each log. */
const lines = "5000";

/** The number of Pods that are read at once. */
const atOnce = 8;

type Fields = Readonly<Record<string, unknown>>;

/** @param missing gets a line for each part that could not be read */
export async function gatherWorkloads(reader: Reader, namespace: string, missing: string[]): Promise<readonly Part[]> {
  const read = async (path: string, query?: Readonly<Record<string, string>>): Promise<string | undefined> => {
    const answer = await reader.read(path, query);
    if (answer.outcome === "read") return answer.text;
    missing.push(`${path}: ${answer.message}`);
    return undefined;
  };
  const items = async (path: string): Promise<readonly Fields[]> => {
    const text = await read(path);
    const { items: found }: Fields = Object(JSON.parse(text ?? "{}"));
    return listOf(found).filter(isRecord);
  };
  const pods = await items(`/api/v1/namespaces/${namespace}/pods`);
  const daemonSets = await items(`/apis/apps/v1/namespaces/${namespace}/daemonsets`);
  const deployments = await items(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  const parts: Part[] = [
    listed("pods", "v1", "Pod", pods),
    listed("daemonsets", "apps/v1", "DaemonSet", daemonSets),
    listed("deployments", "apps/v1", "Deployment", deployments),
  ];
  const left = [...pods];
  const worker = async (): Promise<void> => {
    for (let pod = left.shift(); pod !== undefined; pod = left.shift()) {
      parts.push(...await toldBy(pod, `/api/v1/namespaces/${namespace}/pods`, read));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return parts.toSorted((one, other) => one.path < other.path ? -1 : 1);
}

type Read = (path: string, query?: Readonly<Record<string, string>>) => Promise<string | undefined>;

/** The metrics of a Pod, and the logs of its containers, before and after their last restart. */
async function toldBy(pod: Fields, pods: string, read: Read): Promise<readonly Part[]> {
  const name = textAt(pod, "metadata", "name");
  const parts: Part[] = [];
  const log = async (container: string, previous: boolean): Promise<void> => {
    const query = { container, tailLines: lines, timestamps: "true", ...(previous && { previous: "true" }) };
    const text = await read(`${pods}/${name}/log`, query);
    const path = `logs/${name}/${container}${previous ? ".previous" : ""}.log`;
    if (text !== undefined) parts.push({ is: "log", path, text });
  };
  const restarted = new Set(
    listAt(pod, "status", "containerStatuses").filter((each) => Number(each["restartCount"]) > 0)
      .map((each) => textAt(each, "name")),
  );
  for (const container of listAt(pod, "spec", "containers")) {
    const containerName = textAt(container, "name");
    await log(containerName, false);
    if (restarted.has(containerName)) await log(containerName, true);
    const port = listAt(container, "ports").find((each) => each["name"] === "metrics")?.["containerPort"];
    const text = typeof port === "number" ? await read(`${pods}/${name}:${port}/proxy/metrics`) : undefined;
    if (text !== undefined) parts.push({ is: "metrics", path: `metrics/${name}.txt`, text });
  }
  return parts;
}

function listed(plural: string, apiVersion: string, kind: string, objects: readonly Fields[]): Part {
  const items = objects.map((object) => neededOfWorkload({ ...object, apiVersion, kind }));
  return { is: "json", path: `workloads/${plural}.json`, value: { apiVersion: "v1", kind: "List", items } };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inside, field) => isRecord(inside) ? inside[field] : undefined, value);
}

function textAt(value: Fields, ...path: readonly string[]): string {
  const found = at(value, path);
  return typeof found === "string" ? found : "";
}

function listAt(value: Fields, ...path: readonly string[]): readonly Fields[] {
  return listOf(at(value, path)).filter(isRecord);
}
