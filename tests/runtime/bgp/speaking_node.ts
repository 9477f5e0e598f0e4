import { stringify } from "yaml";
import { BGPSpeaker } from "../../../runtime/bgp/bgp_speaker.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";
import { type ScratchFolder, scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { eventually, FrrHost } from "../frr/frr_host.ts";

const namespace = "metallb-system";

/** A node whose BGP is configured by the objects in a folder, and a router, `172.16.0.1`. */
export class SpeakingNode implements AsyncDisposable {
  readonly world: World;
  readonly router: Host;
  readonly frr: FrrHost;
  readonly speaker: BGPSpeaker;
  readonly #folder: ScratchFolder;
  readonly #store: FolderStore;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  private constructor(
    parts: Pick<SpeakingNode, "world" | "router" | "frr">,
    folder: ScratchFolder,
    store: FolderStore,
  ) {
    this.world = parts.world;
    this.router = parts.router;
    this.frr = parts.frr;
    this.#folder = folder;
    this.#store = store;
    this.speaker = new BGPSpeaker({
      node: "n1",
      namespace,
      ignoreExcludeLabel: false,
      store,
      frr: { folder: this.frr.folder, configurationFile: this.configurationFile },
      sessionsBefore: ["gone", "router"],
      onStanding: () => {},
    });
    const following = store.follow({ kind: "VirtualIP" }, this.speaker.virtualIPs, this.#stop.signal);
    this.#running = Promise.all([following, this.speaker.run(this.#stop.signal)]).then(() => {});
  }

  static async create(): Promise<SpeakingNode> {
    const world = await World.create();
    const folder = await scratchFolder("speaker");
    await Deno.mkdir(`${folder.path}/cluster`);
    const lan = await Lan.create(world);
    const router = await lan.addHost("r1", { address: "172.16.0.1/16" });
    const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
    const frr = await FrrHost.start(world, host);
    const store = await FolderStore.open(`${folder.path}/cluster`, { namespace });
    return new SpeakingNode({ world, router, frr }, folder, store);
  }

  get configurationFile(): string {
    return `${this.#folder.path}/frr.conf`;
  }

  /** Creates or replaces an object in the folder. */
  apply(kind: string, name: string, fields: object): void {
    const apiVersion = versions[kind] ?? "metallb.io/v1beta1";
    const metadata = { name, ...(kind !== "VirtualIP" && kind !== "Node" && { namespace }) };
    const path = `${this.#folder.path}/cluster/${kind}-${name}.yaml`;
    Deno.writeTextFileSync(`${this.#folder.path}/next`, stringify({ apiVersion, kind, metadata, ...fields }));
    Deno.renameSync(`${this.#folder.path}/next`, path);
  }

  /** Adds an address, which the advertisement `all` announces. */
  announce(address: string): void {
    this.apply("BGPAdvertisement", "all", {});
    const spec = { address, pool: "first", services: [], bgp: { advertisements: [{ name: "all" }] } };
    this.apply("VirtualIP", address, { spec });
  }

  async until(what: string, holds: (speaker: BGPSpeaker) => boolean): Promise<void> {
    await eventually(what, () => Promise.resolve(holds(this.speaker)));
  }

  /** Stops the speaker, as after SIGTERM. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#store[Symbol.asyncDispose]();
    await this.world.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

const versions: Readonly<Record<string, string>> = {
  BGPPeer: "metallb.io/v1beta2",
  VirtualIP: "arpeggio.dev/v1alpha1",
  Node: "v1",
  Secret: "v1",
  ConfigMap: "v1",
};
