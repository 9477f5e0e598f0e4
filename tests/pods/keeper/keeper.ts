/**
 * Starts a cluster with Pods, and ends it on request. `deno task cluster up` starts the keeper in a session of its own.
 * The keeper prints a line for each step; the last line is `up ADDRESS` with the address of a Service. If its standard
 * input ends without a line, `up` was interrupted: the keeper and the cluster end at once.
 *
 * @module
 */

import { PodCluster } from "../machine/pod_cluster.ts";
import { podParts } from "../machine/pod_parts.ts";
import { install } from "./install.ts";
import { state } from "./state.ts";

async function keep(): Promise<void> {
  endIfInterrupted();
  const parts = await podParts();
  if (parts === undefined) throw new Error("Cannot start a cluster: a part is missing");
  const pods = await PodCluster.start(parts, { progress: print });
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const { promise: isGone, resolve: gone } = Promise.withResolvers<void>();
  let address: string;
  try {
    address = await install(pods, parts.parts, print);
    await Deno.copyFile(pods.cluster.kubeconfig(), state.kubeconfig);
  } catch (error) {
    await pods[Symbol.asyncDispose]();
    throw error;
  }
  const server = Deno.serve({ path: state.socket, onListen: () => print(`up ${address}`) }, async (request) => {
    if (new URL(request.url).pathname !== "/down") return await answer(pods, request);
    end();
    await isGone;
    return new Response("down");
  });
  await isOver;
  await pods[Symbol.asyncDispose]();
  await Deno.remove(state.folder, { recursive: true });
  gone();
  await server.shutdown();
}

/** Every part of the cluster ends with this process. */
async function endIfInterrupted(): Promise<void> {
  if (await Deno.stdin.read(new Uint8Array(1)) !== null) return;
  await Deno.remove(state.folder, { recursive: true });
  Deno.exit(1);
}

async function answer(pods: PodCluster, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, verb, name = ""] = pathname.split("/");
  try {
    switch (verb) {
      case "client": {
        const { command, args } = pods.world.command("ip", ["netns", "exec", pods.client.name]);
        return new Response([command, ...args].join("\n"));
      }
      case "kill":
        await pods.node(name).kill();
        return new Response("killed");
      case "start":
        await pods.node(name).start({ proxyAfterSeconds: Number(searchParams.get("kube-proxy-after") ?? 0) });
        return new Response("started");
      default:
        return new Response(`Cannot do ${pathname}: unknown`, { status: 404 });
    }
  } catch (error) {
    return new Response(error instanceof Error ? error.message : String(error), { status: 409 });
  }
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) await keep();
