/**
 * The FRR configuration of a lab's router.
 *
 * @module
 */

/**
 * The router accepts sessions from these nodes (AS 64512), watches them with BFD, and distributes traffic over all
 * routes (ECMP).
 */
export function routerConfiguration(nodes: readonly string[]): { readonly bfdd: string; readonly bgpd: string } {
  const neighbors = nodes.flatMap((node) => [
    `neighbor ${node} remote-as 64512`,
    `neighbor ${node} passive`,
    `neighbor ${node} bfd profile fast`,
  ]);
  return {
    bfdd: ["bfd", "profile fast", "receive-interval 100", "transmit-interval 100", "detect-multiplier 3"].join("\n"),
    bgpd: [
      "router bgp 64513",
      "no bgp ebgp-requires-policy",
      "bgp bestpath as-path multipath-relax",
      ...neighbors,
      "address-family ipv4 unicast",
      "maximum-paths 64",
    ].join("\n"),
  };
}
