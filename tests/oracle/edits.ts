/** Edits of a world by users and other actors, between two runs of the controller. */

import fc from "fast-check";
import { isServed, keyOf, type Pool, type Service, type World } from "./world.ts";

export type Edit = (world: World) => { readonly world: World; readonly touched?: readonly string[] };

const namespaces = ["blue", "red"] as const;

function maybe<T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: percent, arbitrary }, { weight: 100 - percent, arbitrary: fc.constant(undefined) });
}

const span = fc.constantFrom<readonly [number, number]>([0, 0], [0, 1], [1, 3], [0, 7], [6, 7]);

export function poolArbitrary(index: number): fc.Arbitrary<Pool> {
  return fc.record({
    name: fc.constant(`p${index}`),
    v4: maybe(span, 85),
    v6: maybe(span, 45),
    autoAssign: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.constant(false) }),
    reserved: maybe(
      fc.record({
        priority: fc.constantFrom(0, 1, 2),
        namespaces: fc.constantFrom<readonly string[]>([], [], ["blue"], ["red"]),
        app: maybe(fc.constantFrom("web", "db"), 30),
      }).map(({ app, ...rest }) => ({ ...rest, ...(app !== undefined && { app }) })),
      60,
    ),
    dying: fc.constant(false),
    avoidsZero: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }).map((pool) => pool.v4 === undefined && pool.v6 === undefined ? { ...pool, v4: [0, 1] as const } : pool);
}

const someAddress = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat({ max: 7 }), fc.boolean())
  .map(([pool, last, six]) => six ? `fd0${pool}::${last + 1}` : `10.0.${pool}.${last}`);

const wishes = fc.record({
  policy: fc.constantFrom<Service["policy"]>("4", "4", "4", "6", "prefer", "prefer64", "require"),
  ports: fc.subarray([80, 443, 53], { minLength: 1, maxLength: 2 }),
  key: maybe(fc.constantFrom("a", "a", "b"), 75),
  local: maybe(fc.constantFrom("x", "y", ""), 30),
  askedPool: maybe(fc.constantFrom("p0", "p1", "p2", "nowhere"), 20),
  askedAddress: maybe(someAddress, 12),
  app: fc.constantFrom("web", "db"),
});

export function serviceArbitrary(): fc.Arbitrary<Service> {
  return fc.record({
    name: fc.nat({ max: 7 }),
    namespace: fc.constantFrom(...namespaces),
    age: fc.nat({ max: 27 }),
    wishes,
  })
    .map(({ name, wishes, ...rest }) => ({
      ...rest,
      ...wishes,
      name: `s${name}`,
      type: "LoadBalancer",
      otherClass: false,
      terminating: false,
      status: [],
      proxy: false,
      traced: false,
    }));
}

/** An edit of one existing Service, which a random number selects. */
function ofService(
  change: (service: Service, index: number) => Service | undefined,
  touches: boolean,
): fc.Arbitrary<Edit> {
  return fc.nat({ max: 99 }).map((number): Edit => (world) => {
    const chosen = world.services[number % Math.max(world.services.length, 1)];
    if (chosen === undefined) return { world };
    const changed = change(chosen, number);
    const services = world.services.flatMap((each) =>
      each !== chosen ? [each] : changed === undefined ? [] : [changed]
    );
    return { world: { ...world, services }, ...(touches && { touched: [keyOf(chosen)] }) };
  });
}

/**
 * Does what the API server does: a Service that is no longer of type LoadBalancer loses its addresses and its class.
 */
function retyped(service: Service): Service {
  return { ...service, type: "ClusterIP", otherClass: false, status: [], proxy: false };
}

function statusOf(services: readonly Service[], index: number): readonly string[] {
  return services[index % Math.max(services.length, 1)]?.status ?? [];
}

function forged(services: readonly Service[], index: number, shift: number): readonly string[] {
  const asked = services[index]?.askedAddress;
  return asked === undefined ? statusOf(services, index + shift) : [asked];
}

function withStatus(status: readonly string[], proxy = false): (service: Service) => Service {
  return (service) => isServed(service) ? { ...service, status, proxy } : service;
}

const shift = fc.integer({ min: 1, max: 7 });

/** Every second Service asks for an address that another Service has. */
const askedOfEachOther = shift.map((by): Edit => ({ pools, services }) => {
  const changed = services.map((each, index) => {
    const [askedAddress] = statusOf(services, index + by);
    return index % 2 === 0 || askedAddress === undefined ? each : { ...each, askedAddress };
  });
  const touched = changed.filter((each) => !services.includes(each)).map(keyOf);
  return { world: { pools, services: changed }, touched };
});

/**
 * Another actor writes into every status the address that the Service asks for, or the addresses of another Service if
 * the Service asks for none.
 */
const forgedStatuses = shift.map((by): Edit => ({ pools, services }) => ({
  world: { pools, services: services.map((each, index) => withStatus(forged(services, index, by))(each)) },
}));

/** Another actor writes the addresses of every second Service twice, and clears the status of all others. */
const doubledOrCleared = fc.constant<Edit>(({ pools, services }) => ({
  world: {
    pools,
    services: services.map((each, index) => withStatus(index % 2 === 0 ? [...each.status, ...each.status] : [])(each)),
  },
}));

const userEdits: readonly fc.Arbitrary<Edit>[] = [
  serviceArbitrary().map((service): Edit => (world) =>
    world.services.some((each) => keyOf(each) === keyOf(service))
      ? { world }
      : { world: { ...world, services: [...world.services, service] }, touched: [keyOf(service)] }
  ),
  wishes.chain((wish) => ofService((service) => ({ ...service, ...wish }), true)),
  fc.subarray([80, 443, 53], { minLength: 1 }).chain((ports) => ofService((service) => ({ ...service, ports }), true)),
  maybe(fc.constantFrom("a", "b"), 80).chain((key) => ofService((service) => ({ ...service, key }), true)),
  askedOfEachOther,
  ofService(() => undefined, true),
  ofService((service) => ({ ...service, terminating: true }), true),
  ofService(retyped, true),
  ofService((service) => ({ ...service, type: "LoadBalancer" }), true),
  ofService(
    (service) => service.type === "LoadBalancer" ? { ...retyped(service), type: "LoadBalancer" } : service,
    true,
  ),
  ofService((service) => ({ ...retyped(service), type: "LoadBalancer", otherClass: true }), true),
  ...[0, 1, 2].map((index) =>
    poolArbitrary(index).map((pool): Edit => ({ pools, services }) => ({
      world: { services, pools: [...pools.filter(({ name }) => name !== pool.name), pool] },
    }))
  ),
  fc.constantFrom("p0", "p1", "p2").map((name): Edit => ({ pools, services }) => ({
    world: { services, pools: pools.map((pool) => pool.name === name ? { ...pool, dying: true } : pool) },
  })),
  fc.constantFrom("p0", "p1", "p2").map((name): Edit => ({ pools, services }) => ({
    world: { services, pools: pools.filter((pool) => pool.name !== name) },
  })),
];

const actorEdits: readonly fc.Arbitrary<Edit>[] = [
  ofService(withStatus([]), false),
  ofService((service) => withStatus(service.status.toReversed())(service), false),
  ofService((service) => withStatus(service.status, true)(service), false),
  fc.array(someAddress, { maxLength: 2 }).chain((status) => ofService(withStatus(status), false)),
  fc.nat({ max: 99 }).chain((other) =>
    ofService((service, number) => withStatus([`10.0.${(other + number) % 3}.${other % 4}`])(service), false)
  ),
  forgedStatuses,
  doubledOrCleared,
];

/** A list of edits. They happen while no controller runs. */
const batch: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(
    ...userEdits.map((arbitrary) => ({ arbitrary, weight: 2 })),
    ...actorEdits.map((arbitrary) => ({ arbitrary, weight: 3 })),
  ),
  { minLength: 1, maxLength: 4 },
);

/** Services ask for each other's addresses in vain. Then another actor writes those addresses into their statuses. */
const quarrel: fc.Arbitrary<readonly (readonly Edit[])[]> = fc.tuple(askedOfEachOther, forgedStatuses)
  .map((edits) => edits.map((edit) => [edit]));

export const batches: fc.Arbitrary<readonly (readonly Edit[])[]> = fc.array(
  fc.oneof({ arbitrary: batch.map((edits) => [edits]), weight: 4 }, { arbitrary: quarrel, weight: 1 }),
  { minLength: 1, maxLength: 8 },
).map((each) => each.flat());
