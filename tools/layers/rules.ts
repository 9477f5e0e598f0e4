/**
 * Which part may import which (design: functions decide, the runtime acts), as a pure function over the import graph.
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
  /** Relative to the project, e.g. `functions/allocate.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

interface Layer {
  readonly from: string;
  readonly may: readonly string[];
  readonly because: string;
}

/** The first that fits the importing file's path counts. `from` and `may` are beginnings of paths and specifiers. */
const layers: readonly Layer[] = [
  {
    from: "functions/",
    may: ["functions/", "npm:ipaddr.js", "node:net", "node:crypto"],
    because: "functions/ is pure and imports only itself, ipaddr.js and the pure parts of node:net and node:crypto",
  },
  {
    from: "runtime/",
    may: ["functions/", "runtime/", "npm:", "node:"],
    because: "nobody imports tests/ or tools/",
  },
  {
    from: "tools/",
    may: ["tools/", "functions/", "npm:", "node:"],
    because: "nobody imports runtime/ but itself and tests/",
  },
  {
    from: "tests/",
    may: ["functions/", "runtime/", "tools/", "tests/", "npm:", "node:"],
    because: "nothing else is there",
  },
];

const kubernetesClient = "npm:@kubernetes/client-node";
const standalone = "runtime/cli/standalone.ts";
const mostLines = 250;

/** Every breach of the layers, one sentence each, in the order of the files. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  const each = files.flatMap((file) => file.imports.flatMap((found) => importFault(file.path, found) ?? []));
  return [...each, ...cycles(files).map((cycle) => `Imports go round in a circle: ${cycle.join(" → ")}`)];
}

function importFault(path: string, { to, typeOnly, dynamic }: Import): string | undefined {
  if (/^(jsr|https?):/.test(to)) return `${path} imports ${to}: dependencies come from npm alone`;
  if (to.startsWith(kubernetesClient) && path.startsWith("runtime/") && !typeOnly) {
    if (!path.startsWith("runtime/store/")) return `${path} imports ${to}: only runtime/store/ talks to Kubernetes`;
    if (!dynamic) return `${path} imports ${to} at once: it costs 88 MB, so import it only where a kubeconfig is read`;
  }
  if (dynamic && to === standalone && /^functions\/[^/]+$/.test(path)) return undefined;
  const layer = layers.find(({ from }) => path.startsWith(from));
  if (layer === undefined) return `${path} is in no layer: sources live in functions/, runtime/, tools/ and tests/`;
  return layer.may.some((allowed) => to.startsWith(allowed)) ? undefined : `${path} imports ${to}: ${layer.because}`;
}

/** Each circle once, from its alphabetically first file, which also ends it. What is loaded only when asked for closes none. */
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

/** Files with more lines than one idea needs. Tests are tables and may be long; generated files are nobody's to shorten. */
export function lengthFaults(files: readonly SourceFile[], generated: readonly string[]): string[] {
  return files
    .filter(({ path, lines }) => lines > mostLines && !path.startsWith("tests/") && !generated.includes(path))
    .map(({ path, lines }) => `${path} has ${lines} lines: past ${mostLines}, look for the second idea in it`);
}
