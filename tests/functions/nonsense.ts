/** Worlds in which some values are replaced by nonsense. */

import fc from "fast-check";

/** Paths that the store checks before any other code reads the object. */
const sound = /^(apiVersion|kind|metadata|metadata\.name|metadata\.namespace|spec)$/;

type Objects<World> = { readonly [Kind in keyof World]: World[Kind] extends readonly unknown[] ? Kind : never }[
  keyof World
];

/** One of the worlds, in which one or two values of objects of these kinds are replaced by any JSON value. */
export function spoiled<World extends object>(
  worlds: readonly World[],
  kinds: readonly Objects<World>[],
): fc.Arbitrary<World> {
  const change = fc.record({ place: fc.nat(), value: nonsense });
  return fc.tuple(fc.constantFrom(...worlds), fc.array(change, { minLength: 1, maxLength: 2 })).map((
    [world, changes],
  ) =>
    changes.reduce((changed, { place, value }) => {
      const places = kinds.flatMap((kind) => placesIn(changed, kind));
      const path = places[place % places.length];
      return path === undefined ? changed : replaced(changed, path, value);
    }, world)
  );
}

/** Any JSON value, and often an object that cannot be converted to text, because its `toString` is no function. */
const nonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, "", -1, 1e30, true, [], {}, [null], [{}], [[]], { toString: "" }, [{ toString: "" }]),
);

type Path = readonly string[];

function placesIn(world: object, kind: PropertyKey): Path[] {
  const objects: unknown = Reflect.get(world, kind);
  if (!Array.isArray(objects)) return [];
  return objects.flatMap((object, index) =>
    pathsIn(object).filter((path) => !sound.test(path.join("."))).map((path) => [String(kind), `${index}`, ...path])
  );
}

function pathsIn(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap((
    [key, inner],
  ): Path[] => [[key], ...pathsIn(inner).map((path) => [key, ...path])]);
}

function replaced<World extends object>(world: World, path: Path, value: unknown): World {
  const copy = structuredClone(world);
  const last = path.at(-1) ?? "";
  const holder: unknown = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy);
  Reflect.set(Object(holder), last, value);
  return copy;
}
