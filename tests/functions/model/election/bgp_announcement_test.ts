import assert from "node:assert/strict";
import { readBGPAdvertisements } from "../../../../functions/model/bgp/advertisement.ts";
import { bgpAnnouncement, type BGPClaimant } from "../../../../functions/model/election/bgp_announcement.ts";
import type { Service } from "../../../../functions/model/kubernetes.ts";
import { advertisements, objects } from "../bgp_objects.ts";

const { valid } = readBGPAdvertisements(
  advertisements(`
name: every
spec: {}
---
name: of-pool
spec: {ipAddressPools: [dmz]}
---
name: by-label
spec: {ipAddressPoolSelectors: [{matchLabels: {zone: dmz}}], serviceSelectors: [{matchLabels: {app: web}}]}
`),
  { namespace: "metallb-system", communities: new Map() },
);
const local = "{externalTrafficPolicy: Local}";

const cases: { name: string; services: string[]; served?: Record<string, string[] | "anywhere">; expect: string[] }[] =
  [
    { name: "no Service", services: [], expect: [] },
    {
      name: "a Service that all advertisements select",
      services: ["a: {app: web} {}"],
      expect: ["by-label", "every", "of-pool"],
    },
    { name: "a Service that one selector leaves out", services: ["a: {} {}"], expect: ["every", "of-pool"] },
    { name: "no node can serve", services: ["a: {} {}"], served: { a: [] }, expect: [] },
    {
      name: "Local: only from nodes with endpoints",
      services: [`a: {} ${local}`],
      served: { a: ["n2"] },
      expect: ["every@n2", "of-pool@n2"],
    },
    {
      name: "Local: two that share an address, one of them selected",
      services: [`a: {} ${local}`, `b: {app: web} ${local}`],
      served: { a: ["n1"], b: ["n2"] },
      expect: ["by-label@n2", "every@n1,n2", "of-pool@n1,n2"],
    },
    {
      name: "Local: no endpoints were observed",
      services: [`a: {} ${local}`],
      served: { a: "anywhere" },
      expect: ["every", "of-pool"],
    },
  ];

Deno.test.each(cases)("announced by BGP: $name", ({ services, served, expect }) => {
  const claimants = services.map((text): BGPClaimant => {
    const [, key = "", labels, spec] = /^(\w+): (\{.*?\}) (\{.*\})$/.exec(text) ?? [];
    const [service] = objects<Service>(`metadata: {name: ${key}, labels: ${labels}}\nspec: ${spec}`);
    assert.ok(service);
    const nodes = served?.[key] ?? ["n1", "n2"];
    const isLocal = service.spec.externalTrafficPolicy === "Local";
    return { service, isServed: nodes.length > 0, servedOn: isLocal && nodes !== "anywhere" ? nodes : undefined };
  });
  const { plan } = bgpAnnouncement(claimants, valid);
  assert.deepEqual(
    plan?.advertisements.map(({ name, nodes }) => nodes === undefined ? name : `${name}@${nodes}`) ?? [],
    expect,
  );
});
