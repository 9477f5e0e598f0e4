/**
 * A lab: nodes with real announcers, a controller and two observing hosts on one LAN. A folder replaces the cluster.
 *
 * @module
 */

import type { Kinds } from "../../functions/model/kinds.ts";
import type { Echoed, HttpAnswered, NeighborHeard, ObjectSeen, RouteHeard, WatchedKind } from "./client/events.ts";
import { type ExampleFiles, exampleNode } from "./example/example.ts";
import type { EnteredProcess } from "./stage/entered_process.ts";
import { goingFirst, mayGoFirst } from "./stage/going_first.ts";
import type { Host } from "./stage/host.ts";
import { LabNode, type Place, type StartProgram } from "./stage/lab_node.ts";
import { Lan } from "./stage/lan.ts";
import { programCommand } from "./stage/program.ts";
import { Recording } from "./stage/recording.ts";
import { takePacketsFor } from "./stage/virtual_addresses.ts";
import { World, type WorldOptions } from "./stage/world.ts";

export interface LabOptions extends WorldOptions {
  readonly nodes: number;
  /** The main module of this program. */
  readonly entry: string;
  /** More arguments for the announcer of a node. */
  readonly announcerArguments?: (node: string) => readonly string[];
  /**
   * The programs that get real-time priority, if the machine allows it. Instruments get it so that their own delays are
   * not measured. Announcers get it so that other load on the machine causes no takeover.
   */
  readonly prompt?: readonly Prompt[];
  /** Called with each node before its announcer starts, also when a dead node boots again. */
  readonly prepareNode?: (node: Host, lab: Lab) => Promise<void>;
}

export type Prompt = "instruments" | "announcers";

/** The instruments, and the events that each writes. */
interface Instruments {
  readonly "watch-neighbors": NeighborHeard;
  readonly "watch-http": HttpAnswered;
  readonly "watch-connection": Echoed;
  readonly "watch-routes": RouteHeard;
  readonly "watch-objects": ObjectSeen;
}

/** The folder of the lab's files, as a path inside the world. The files are in memory and disappear with the lab. */
const base = "/run/lab";
/** The folder that replaces the cluster. */
export const clusterFolder: string = `${base}/cluster`;
const logs = `${base}/logs`;
const key = `${base}/heartbeat.key`;

/** The address ranges for which each node accepts packets. */
const servedRanges = ["172.16.16.0/20", "198.51.100.0/24", "fd00:16:0:0:16::/80"];

export class Lab implements AsyncDisposable {
  readonly world: World;
  readonly lan: Lan;
  readonly nodes: readonly LabNode[];
  /** The host that uses the addresses as a user does; its kernel resolves them. */
  readonly client: Host;
  /**
   * The host that sends ARP and NDP requests all the time. It is not the client, so that it does not disturb the
   * client's neighbor cache.
   */
  readonly watcher: Host;
  readonly objects: Recording<ObjectSeen>;
  readonly #entry: string;
  readonly #prompt: readonly Prompt[];
  readonly #prepareNode: (host: Host) => Promise<void>;
  #controller: EnteredProcess | undefined;

  private constructor(world: World, lan: Lan, hosts: readonly Host[], options: LabOptions) {
    const [client, watcher, ...nodes] = hosts;
    if (client === undefined || watcher === undefined) throw new Error("Cannot make a lab: the LAN has too few hosts");
    this.world = world;
    this.lan = lan;
    this.client = client;
    this.watcher = watcher;
    this.#entry = options.entry;
    this.#prompt = options.prompt ?? [];
    this.#prepareNode = async (host): Promise<void> => await options.prepareNode?.(host, this);
    const start: StartProgram = (place, ...rest) => this.start(this.#prompted("announcers", place), ...rest);
    const more = options.announcerArguments ?? ((): readonly string[] => []);
    this.nodes = nodes.map((host) =>
      new LabNode(host, start, ["--folder", clusterFolder, "--heartbeat-key", key, ...more(host.name)])
    );
    this.objects = this.watch("watch-objects", world, [clusterFolder]);
  }

  /** Builds the network, and starts the backends and the object watch. Starts neither controller nor announcers. */
  static async create(options: LabOptions): Promise<Lab> {
    const world = await World.create(options);
    try {
      const lan = await Lan.create(world);
      const number = Array.from({ length: options.nodes }, (_, index) => index);
      const hosts = await lan.addHosts([
        { name: "client", ...addresses(2) },
        { name: "watcher", ...addresses(3) },
        ...number.map((index) => ({ name: `test-${index}`, ...addresses(10 + index) })),
      ]);
      for (const path of [clusterFolder, logs]) Deno.mkdirSync(world.outside(path), { recursive: true });
      Deno.writeFileSync(world.outside(key), crypto.getRandomValues(new Uint8Array(32)));
      const nodes = hosts.slice(2);
      await Promise.all(nodes.map((host) => takePacketsFor(host, servedRanges)));
      const prompt = options.prompt !== undefined && await mayGoFirst(world) ? options.prompt : [];
      const lab = new Lab(world, lan, hosts, { ...options, prompt });
      for (const host of nodes) lab.apply(exampleNode(host.name, host.address));
      await Promise.all(nodes.map((host) => lab.#prepareNode(host)));
      return lab;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  node(name: string): LabNode | undefined {
    return this.nodes.find((node) => node.name === name);
  }

  /** The node that has an interface with this MAC. */
  nodeWith(mac: string): LabNode | undefined {
    return this.nodes.find(({ host }) => host.ports.some((port) => port.mac === mac));
  }

  /** Brings a dead node back. */
  async boot(node: LabNode): Promise<void> {
    const { address, address6 } = node.host.addresses;
    const host = await this.lan.addHost(node.name, { address, ...address6 !== undefined && { address6 } });
    await takePacketsFor(host, servedRanges);
    await this.#prepareNode(host);
    node.boot(host);
  }

  /** Writes files into the folder that replaces the cluster, each file atomically. */
  apply(files: ExampleFiles): void {
    for (const [name, text] of Object.entries(files)) {
      // The store ignores hidden files, so it never reads an unfinished one.
      const unfinished = this.world.outside(`${clusterFolder}/.${name}`);
      Deno.writeTextFileSync(unfinished, text);
      Deno.renameSync(unfinished, this.world.outside(`${clusterFolder}/${name}`));
    }
  }

  delete(name: string): void {
    Deno.removeSync(this.world.outside(`${clusterFolder}/${name}`));
  }

  startController(options: readonly string[] = []): void {
    this.#controller ??= this.start(this.world, "controller", ["controller", "--folder", clusterFolder, ...options]);
  }

  /** Ends the controller as a rollout does, and starts the controller of another release. */
  async exchangeController(entry: string): Promise<void> {
    this.#controller?.kill("SIGTERM");
    await this.#controller?.status;
    this.#controller = this.start(this.world, "controller", ["controller", "--folder", clusterFolder], entry);
  }

  /** The controller; undefined before it is started. */
  get controller(): EnteredProcess | undefined {
    return this.#controller;
  }

  /** Starts an instrument. */
  watch<Name extends keyof Instruments>(
    name: Name,
    place: Place,
    args: readonly string[],
  ): Recording<Instruments[Name]> {
    const { command, args: all } = programCommand(this.#entry, ["lab", name, ...args]);
    const there = this.#prompted("instruments", place);
    return new Recording(there.spawn(command, all, { stdin: "null", stdout: "piped" }));
  }

  #prompted(what: Prompt, place: Place): Place {
    return this.#prompt.includes(what) ? goingFirst(place) : place;
  }

  /** The object as last seen by the object watch. */
  latest<Kind extends WatchedKind>(kind: Kind, name: string): Kinds[Kind] | undefined {
    const seen = this.objects.events.findLast((event): event is ObjectSeen<Kind> =>
      event.kind === kind && event.key === name
    );
    return seen?.object ?? undefined;
  }

  /** The log of a program; empty if it has none. */
  log(name: string): string {
    try {
      return Deno.readTextFileSync(this.world.outside(`${logs}/${name}.log`));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  /** @param entry the main module of another release of this program */
  start(place: Place, log: string, args: readonly string[], entry: string = this.#entry): EnteredProcess {
    const { command, args: all } = programCommand(entry, args);
    const redirect = ["-c", 'exec "$@" >>"$0" 2>&1 </dev/null', `${logs}/${log}.log`, command, ...all];
    return place.spawn("sh", redirect, { stdin: "null", stdout: "null", stderr: "null" });
  }

  async close(): Promise<void> {
    await this.world.close();
    await this.objects.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The LAN addresses of the host with this number, in CIDR notation. */
function addresses(number: number): { readonly address: string; readonly address6: string } {
  return { address: `172.16.0.${number}/16`, address6: `fd00:16::${number}/64` };
}
