/**
 * A lab: nodes with real announcers, a controller, and two hosts that look on, on one LAN, with a folder as the cluster.
 *
 * @module
 */

import type { Kinds } from "../../functions/model/kinds.ts";
import type { Echoed, HttpAnswered, NeighborHeard, ObjectSeen, RouteHeard, WatchedKind } from "./client/events.ts";
import { type ExampleFiles, exampleNode } from "./example.ts";
import type { EnteredProcess } from "./entered_process.ts";
import { goingFirst, mayGoFirst } from "./going_first.ts";
import type { Host } from "./host.ts";
import { LabNode, type Place } from "./lab_node.ts";
import { Lan } from "./lan.ts";
import { programCommand } from "./program.ts";
import { Recording } from "./recording.ts";
import { takePacketsFor } from "./virtual_addresses.ts";
import { World, type WorldOptions } from "./world.ts";

export interface LabOptions extends WorldOptions {
  readonly nodes: number;
  /** The main module of this program. */
  readonly entry: string;
  /** More arguments for the announcer of a node. */
  readonly announcerArguments?: (node: string) => readonly string[];
  /** The instruments come before everything else on a busy machine, if it allows that: they are not what is measured. */
  readonly promptInstruments?: boolean;
}

/** The instruments, and what each writes. */
interface Instruments {
  readonly "watch-neighbors": NeighborHeard;
  readonly "watch-http": HttpAnswered;
  readonly "watch-connection": Echoed;
  readonly "watch-routes": RouteHeard;
  readonly "watch-objects": ObjectSeen;
}

/** Where things are in the world. All of it is in memory and ends with the lab. */
const base = "/run/lab";
const folder = `${base}/cluster`;
const logs = `${base}/logs`;
const key = `${base}/heartbeat.key`;

/** For what each node takes packets. */
const servedRanges = ["172.16.16.0/20", "198.51.100.0/24", "fd00:16:0:0:16::/80"];

export class Lab implements AsyncDisposable {
  readonly world: World;
  readonly lan: Lan;
  readonly nodes: readonly LabNode[];
  /** Uses the addresses as users do; its kernel learns who has them in its own way. */
  readonly client: Host;
  /** Asks all the time, which would spoil the client's view. */
  readonly watcher: Host;
  readonly objects: Recording<ObjectSeen>;
  readonly #entry: string;
  readonly #prompt: boolean;
  #controller: EnteredProcess | undefined;

  private constructor(world: World, lan: Lan, hosts: readonly Host[], options: LabOptions) {
    const [client, watcher, ...nodes] = hosts;
    if (client === undefined || watcher === undefined) throw new Error("Cannot make a lab: the LAN has too few hosts");
    this.world = world;
    this.lan = lan;
    this.client = client;
    this.watcher = watcher;
    this.#entry = options.entry;
    this.#prompt = options.promptInstruments ?? false;
    const start = this.start.bind(this);
    const more = options.announcerArguments ?? ((): readonly string[] => []);
    this.nodes = nodes.map((host) =>
      new LabNode(host, start, ["--folder", folder, "--heartbeat-key", key, ...more(host.name)])
    );
    this.objects = this.watch("watch-objects", world, [folder]);
  }

  /** Builds the network and starts what serves and what watches; no controller and no announcer yet. */
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
      for (const path of [folder, logs]) Deno.mkdirSync(world.outside(path), { recursive: true });
      Deno.writeFileSync(world.outside(key), crypto.getRandomValues(new Uint8Array(32)));
      const nodes = hosts.slice(2);
      await Promise.all(nodes.map((host) => takePacketsFor(host, servedRanges)));
      const prompt = options.promptInstruments === true && await mayGoFirst(world);
      const lab = new Lab(world, lan, hosts, { ...options, promptInstruments: prompt });
      for (const host of nodes) lab.apply(exampleNode(host.name, host.address));
      return lab;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  node(name: string): LabNode | undefined {
    return this.nodes.find((node) => node.name === name);
  }

  /** The node whose `eth0` has this MAC. */
  nodeWith(mac: string): LabNode | undefined {
    return this.nodes.find((node) => node.mac === mac);
  }

  /** Brings a dead node back. */
  async boot(node: LabNode): Promise<void> {
    const { address, address6 } = node.host.addresses;
    const host = await this.lan.addHost(node.name, { address, ...address6 !== undefined && { address6 } });
    await takePacketsFor(host, servedRanges);
    node.boot(host);
  }

  /** Puts files into the folder that stands for the cluster, each whole and at once. */
  apply(files: ExampleFiles): void {
    for (const [name, text] of Object.entries(files)) {
      // Hidden, an unfinished file is none of the cluster's.
      const unfinished = this.world.outside(`${folder}/.${name}`);
      Deno.writeTextFileSync(unfinished, text);
      Deno.renameSync(unfinished, this.world.outside(`${folder}/${name}`));
    }
  }

  delete(name: string): void {
    Deno.removeSync(this.world.outside(`${folder}/${name}`));
  }

  startController(options: readonly string[] = []): void {
    this.#controller ??= this.start(this.world, "controller", ["controller", "--folder", folder, ...options]);
  }

  /** Undefined before it is started. */
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
    const there = this.#prompt ? goingFirst(place) : place;
    return new Recording(there.spawn(command, all, { stdin: "null", stdout: "piped" }));
  }

  /** The object as it was last seen. */
  latest<Kind extends WatchedKind>(kind: Kind, name: string): Kinds[Kind] | undefined {
    const seen = this.objects.events.findLast((event): event is ObjectSeen<Kind> =>
      event.kind === kind && event.key === name
    );
    return seen?.object ?? undefined;
  }

  /** What a program has said, or an empty text. */
  log(name: string): string {
    try {
      return Deno.readTextFileSync(this.world.outside(`${logs}/${name}.log`));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  start(place: Place, log: string, args: readonly string[]): EnteredProcess {
    const { command, args: all } = programCommand(this.#entry, args);
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

/** The host of this number on the LAN. */
function addresses(number: number): { readonly address: string; readonly address6: string } {
  return { address: `172.16.0.${number}/16`, address6: `fd00:16::${number}/64` };
}
