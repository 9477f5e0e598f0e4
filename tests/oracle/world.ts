/**
 * A small cluster as plain data, for the oracle. It shares no code and no type with the functions under test.
 */

export type Family = "IPv4" | "IPv6";

export interface Pool {
  readonly name: string;
  /** Numbers from 0 to 7. In pool p0, [1, 3] as `v4` is 10.0.0.1 to 10.0.0.3, and as `v6` fd00::2 to fd00::4. */
  readonly v4: readonly [first: number, last: number] | undefined;
  readonly v6: readonly [first: number, last: number] | undefined;
  readonly autoAssign: boolean;
  /** Reserved pools have a priority; 0 means none. */
  readonly reserved:
    | { readonly priority: number; readonly namespaces: readonly string[]; readonly app?: string }
    | undefined;
  readonly dying: boolean;
  /** True: the pool gives no IPv4 address that ends in .0. */
  readonly avoidsZero: boolean;
}

export interface Service {
  readonly name: string;
  readonly namespace: string;
  /** The Service with the lowest age is the oldest. */
  readonly age: number;
  readonly app: string;
  readonly type: "LoadBalancer" | "ClusterIP";
  readonly otherClass: boolean;
  readonly terminating: boolean;
  readonly policy: "4" | "6" | "prefer" | "require" | "prefer64";
  readonly ports: readonly number[];
  readonly key: string | undefined;
  /** `externalTrafficPolicy: Local` with this selector; an empty text means no selector. */
  readonly local: string | undefined;
  readonly askedPool: string | undefined;
  readonly askedAddress: string | undefined;
  /** State of the API server: the addresses in `status.loadBalancer`, and whether one of them has `ipMode: Proxy`. */
  readonly status: readonly string[];
  readonly proxy: boolean;
  /** True if conditions or annotations show that the Service is or was served. */
  readonly traced: boolean;
}

export interface World {
  readonly pools: readonly Pool[];
  readonly services: readonly Service[];
}

export function keyOf({ namespace, name }: Pick<Service, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

export function familyOf(address: string): Family {
  return address.includes(":") ? "IPv6" : "IPv4";
}

/** The families in the order of the Service; `all`: the Service needs all of them. */
export function needOf({ policy }: Service): { readonly families: readonly Family[]; readonly all: boolean } {
  switch (policy) {
    case "4":
      return { families: ["IPv4"], all: true };
    case "6":
      return { families: ["IPv6"], all: true };
    case "prefer":
      return { families: ["IPv4", "IPv6"], all: false };
    case "prefer64":
      return { families: ["IPv6", "IPv4"], all: false };
    case "require":
      return { families: ["IPv4", "IPv6"], all: true };
  }
}

/** The addresses that the pool gives. */
export function addressesOf(pool: Pool): readonly string[] {
  return rangeOf(pool).filter((address) => !pool.avoidsZero || !address.endsWith(".0"));
}

/** The addresses in the pool, also those that it does not give. */
export function rangeOf({ name, v4, v6 }: Pool): readonly string[] {
  const number = name.slice(1);
  return [
    ...span(v4).map((last) => `10.0.${number}.${last}`),
    ...span(v6).map((last) => `fd0${number}::${last + 1}`),
  ];
}

function span(range: readonly [number, number] | undefined): readonly number[] {
  if (range === undefined) return [];
  return Array.from({ length: range[1] - range[0] + 1 }, (_, step) => range[0] + step);
}

/** The nodes are in 10.0.0.0/29: no Service gets the first or last address of this network. */
export const edges: readonly string[] = ["10.0.0.0", "10.0.0.7"];

export function isServed({ type, otherClass }: Service): boolean {
  return type === "LoadBalancer" && !otherClass;
}
