/**
 * Rules for imports between parts (design: functions decide, the runtime acts) and for the length of files, as pure
 * functions over the import graph.
 *
 * Why: docs/adr/0003-nothing-from-jsr.md
 *
 * @module
 */

/** One import: a path inside the project, or a specifier such as `npm:yaml@2.9.1` or `node:net`. */
export interface Import {
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

export interface SourceFile {
  /** The path relative to the project, e.g. `functions/allocate.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

interface Layer {
  readonly from: string;
  readonly may: readonly string[];
  readonly because: string;
}

/**
 * The first layer whose `from` matches the importing file applies. `from` and `may` are prefixes of paths and
 * specifiers.
 */
const layers: readonly Layer[] = [
  {
    from: "functions/",
    may: ["functions/", "npm:ipaddr.js", "node:net", "node:crypto"],
    because: "functions/ is pure and imports only itself, ipaddr.js and the pure parts of node:net and node:crypto",
  },
  {
    from: "runtime/",
    may: ["functions/", "runtime/", "npm:", "node:"],
    because: "runtime/ imports neither tests/ nor tools/",
  },
  {
    from: "tools/",
    may: ["tools/", "functions/", "npm:", "node:"],
    because: "tools/ imports neither runtime/ nor tests/",
  },
  {
    from: "tests/",
    may: ["functions/", "runtime/", "tools/", "tests/", "npm:", "node:"],
    because: "tests/ imports only files of this project, npm packages and node: modules",
  },
];

const kubernetesClient = "npm:@kubernetes/client-node";
const standalone = "runtime/cli/standalone.ts";
const mostLines = 250;

/** One sentence for each import that breaks the rules of its layer, in the order of the files. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  const each = files.flatMap((file) => file.imports.flatMap((found) => importFault(file.path, found) ?? []));
  return [...each, ...cycles(files).map((cycle) => `Imports go round in a circle: ${cycle.join(" → ")}`)];
}

function importFault(path: string, { to, typeOnly, dynamic }: Import): string | undefined {
  if (/^(jsr|https?):/.test(to)) return `${path} imports ${to}: dependencies come from npm alone`;
  if (to.startsWith(kubernetesClient) && path.startsWith("runtime/") && !typeOnly) {
    if (!path.startsWith("runtime/store/")) return `${path} imports ${to}: only runtime/store/ talks to Kubernetes`;
    if (!dynamic) {
      return `${path} imports ${to} at once: it costs 88 MB, so import it only where a kubeconfig has a plugin`;
    }
  }
  if (dynamic && to === standalone && /^functions\/[^/]+$/.test(path)) return undefined;
  const layer = layers.find(({ from }) => path.startsWith(from));
  if (layer === undefined) return `${path} is in no layer: sources live in functions/, runtime/, tools/ and tests/`;
  return layer.may.some((allowed) => to.startsWith(allowed)) ? undefined : `${path} imports ${to}: ${layer.because}`;
}

/**
 * The cycles that the search finds, each once: at least one if there is any. A cycle starts and ends with its
 * alphabetically first file. Dynamic imports are ignored.
 */
function cycles(files: readonly SourceFile[]): string[][] {
  const inside = new Map(
    files.map(({ path, imports }) => [path, imports.filter(({ dynamic }) => !dynamic).map(({ to }) => to)]),
  );
  const done = new Set<string>();
  const found = new Map<string, string[]>();
  const visit = (path: string, above: readonly string[]): void => {
    const start = above.indexOf(path);
    if (start >= 0) {
      const cycle = fromFirst(above.slice(start));
      found.set(cycle.join(), cycle);
      return;
    }
    if (done.has(path)) return;
    for (const next of inside.get(path) ?? []) visit(next, [...above, path]);
    done.add(path);
  };
  for (const path of [...inside.keys()].sort()) visit(path, []);
  return [...found.values()];
}

function fromFirst(cycle: readonly string[]): string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? "");
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)];
}

/**
 * Files that are too long for one idea. Tests are tables and may be long; generated files are not shortened by hand.
 */
export function lengthFaults(files: readonly SourceFile[], generated: readonly string[]): string[] {
  return files
    .filter(({ path, lines }) => lines > mostLines && !path.startsWith("tests/") && !generated.includes(path))
    .map(({ path, lines }) => `${path} has ${lines} lines: past ${mostLines}, look for the second idea in it`);
}
