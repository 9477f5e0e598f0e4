import type { Registry } from "./registry.ts";
import type { PoolNumbers } from "./verdict_counts.ts";

/** Metrics of the pools' use, under MetalLB's names. */
export function allocatorMetrics(registry: Registry, pools: () => readonly PoolNumbers[]): void {
  const perPool = (name: string, help: string, valueOf: (pool: PoolNumbers) => number): void =>
    registry.gauge(
      { name: `metallb_allocator_${name}`, help },
      () => pools().map((numbers) => ({ labels: { pool: numbers.pool }, value: valueOf(numbers) })),
    );
  perPool("addresses_total", "Addresses of the pool", ({ total }) => total.IPv4 + total.IPv6);
  perPool("ipv4_addresses_total", "IPv4 addresses of the pool", ({ total }) => total.IPv4);
  perPool("ipv6_addresses_total", "IPv6 addresses of the pool", ({ total }) => total.IPv6);
  perPool("addresses_in_use_total", "Addresses that Services have", ({ inUse }) => inUse.IPv4 + inUse.IPv6);
  perPool("ipv4_addresses_in_use_total", "IPv4 addresses that Services have", ({ inUse }) => inUse.IPv4);
  perPool("ipv6_addresses_in_use_total", "IPv6 addresses that Services have", ({ inUse }) => inUse.IPv6);
  perPool("services_allocated_total", "Services with an address from the pool", ({ services }) => services);
}
