import assert from "node:assert/strict";
import { isAllowed, nameOf, type Right, rightsOf, without } from "../manifests/rights.ts";
import type { KubernetesObject } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";
import { haveCommands } from "./commands.ts";
import { startAnnouncer, startController } from "./components.ts";
import { fixture } from "./fixtures.ts";
import { clusterParts } from "./parts.ts";
import { announcedAddress } from "./services.ts";
import { Stage } from "./stage.ts";
import { untilUsed } from "./used_rights.ts";
import { untilHolder, untilRanked } from "./virtual_ips.ts";

const parts = await haveCommands("unshare", "nsenter", "ip") ? await clusterParts("controllerManager") : undefined;

const accounts = ["arpeggio-controller", "arpeggio-announcer"] as const;
const statuses = "/apis/metallb.io/v1beta1/namespaces/metallb-system/servicel2statuses";
const states = "/apis/metallb.io/v1beta1/namespaces/metallb-system/configurationstates";
const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";

/** What only a cluster that speaks BGP makes them do: `bgp_pods_test.ts`. */
const withBgp = /servicebgpstatuses|^delete configurationstates$/;

Deno.test({
  name: "Rights: each is used, none is missing, and without any one of them something is refused",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    const begun = new Date();
    await using stage = await Stage.build({ parts, proxies: false, backends: ["test-0"] });
    const { cluster } = stage;
    await live(stage);

    for (const account of accounts) {
      const user = `system:serviceaccount:metallb-system:${account}`;
      const rights = await rightsOf(cluster.api, account);

      await t.step(`${account}: every right is used, and nothing that it asked for was refused`, async () => {
        const used = rights.filter((right) => !withBgp.test(nameOf(right)));
        const own = await untilUsed(cluster, { user, rights: used, since: begun });
        assert.deepEqual(own.filter(({ code }) => code === 403).map(nameOf), []);
      });

      await t.step(
        `${account}: without any one of its ${rights.length} rights what it did would be refused`,
        async () => {
          for (const right of rights) {
            assert(await isAllowed(cluster.api, user, right), nameOf(right));
            await without(cluster.api, right, () => untilRefused(cluster, user, right));
          }
        },
      );
    }
  },
});

/** What makes the components use what they may do. */
async function live(stage: Stage): Promise<void> {
  const { cluster } = stage;
  const until = cluster.api.until.bind(cluster.api);
  await startController(stage);
  await Promise.all(stage.nodes.map(({ name }) => startAnnouncer(stage, name)));
  await cluster.kubectl(["apply", "-f", fixture("deploy/rights.yaml")]);
  const address = await announcedAddress(cluster, "nginx");
  await announcedAddress(cluster, "short-lived");
  await cluster.kubectl(["delete", "service", "short-lived"]);
  await until(statuses, (all) => all.length === 1);
  for (const kind of ["v1beta2/bgppeers", "v1beta1/bgpadvertisements", "v1beta1/bfdprofiles", "v1beta1/communities"]) {
    await until<Judged>(pathOf(kind), ([one]) => one?.status?.conditions?.[0]?.type === "Valid");
  }
  // As somebody might who tidies up: they are put back.
  await cluster.kubectl(["label", "servicel2statuses", "--all", "-n", "metallb-system", "metallb.io/node-"]);
  await until(statuses, ([one]) => one?.metadata.labels?.["metallb.io/node"] !== undefined);
  await until(virtualIPs, (all) => all.length === 1);
  const holder = await untilHolder(cluster, address);
  await cluster.kubectl(["label", "node", holder, "node.kubernetes.io/exclude-from-external-load-balancers="]);
  await untilRanked(cluster, address, stage.nodes.length - 1);
  await cluster.kubectl(["delete", "l2advertisements", "--all", "-n", "metallb-system"]);
  await until(statuses, (all) => all.length === 0);
  await until(states, (all) => all.length > 0);
}

/** @param kind with its version: `v1beta2/bgppeers` */
function pathOf(kind: string): string {
  const [version, plural] = kind.split("/");
  return `/apis/metallb.io/${version}/namespaces/metallb-system/${plural}`;
}

/** An object that is told whether it is valid. */
interface Judged extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

/** A change of a role counts a moment later, and nothing tells when. */
async function untilRefused(cluster: Cluster, user: string, right: Right): Promise<void> {
  for (const giveUp = performance.now() + 30_000; performance.now() < giveUp;) {
    if (!await isAllowed(cluster.api, user, right)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${user} may ${nameOf(right)} by another rule`);
}
