import assert from "node:assert/strict";
import { isAllowed, nameOf, type Right, rightsOf, without } from "../manifests/rights.ts";
import type { KubernetesObject } from "./machine/api_client.ts";
import type { Cluster } from "./machine/cluster.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { untilUsed } from "./machine/used_rights.ts";
import { untilHolder, untilRanked } from "./machine/virtual_ips.ts";

const parts = await haveCommands("unshare", "nsenter", "ip") ? await clusterParts("controllerManager") : undefined;

const accounts = ["arpeggio-controller", "arpeggio-announcer"] as const;
const statuses = "/apis/metallb.io/v1beta1/namespaces/metallb-system/servicel2statuses";
const states = "/apis/metallb.io/v1beta1/namespaces/metallb-system/configurationstates";
const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";

/** Rights that only a cluster with BGP uses; `bgp_pods_test.ts` tests them. */
const withBgp = /servicebgpstatuses|^delete configurationstates$/;

Deno.test({
  name: "Rights: each is used, none is missing, and without any single right a request is refused",
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

      await t.step(`${account}: every right is used, and no request was refused`, async () => {
        const used = rights.filter((right) => !withBgp.test(nameOf(right)));
        const own = await untilUsed(cluster, { user, rights: used, since: begun });
        assert.deepEqual(own.filter(({ code }) => code === 403).map(nameOf), []);
      });

      await t.step(
        `${account}: without any one of its ${rights.length} rights a request would be refused`,
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

/** Makes the components use all their rights, except those that only a cluster with BGP uses. */
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
  // A user may remove labels by hand: the components must restore them.
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

/** @param kind the kind with its version: `v1beta2/bgppeers` */
function pathOf(kind: string): string {
  const [version, plural] = kind.split("/");
  return `/apis/metallb.io/${version}/namespaces/metallb-system/${plural}`;
}

/** An object that gets a condition in its status. */
interface Judged extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

/** Polls, because a change of a role takes effect a moment later, and no event reports when. */
async function untilRefused(cluster: Cluster, user: string, right: Right): Promise<void> {
  for (const giveUp = performance.now() + 30_000; performance.now() < giveUp;) {
    if (!await isAllowed(cluster.api, user, right)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${user} may ${nameOf(right)} by another rule`);
}
