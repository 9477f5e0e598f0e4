import { parse } from "yaml";

/** A schema as the CRD has it, with what the generated files are made from. */
export interface CrdSchema {
  readonly type?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema;
  readonly items?: CrdSchema;
  readonly enum?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** A kind in its storage version. */
export interface CustomKind {
  readonly kind: string;
  /** `group/version`. */
  readonly apiVersion: string;
  readonly schema: CrdSchema;
  readonly isNamespaced: boolean;
  /** What kubectl takes beside the kind. */
  readonly names: readonly string[];
  /** The columns that `kubectl get` shows, without those of `-o wide`. */
  readonly columns: readonly string[];
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames?: readonly string[] };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly additionalPrinterColumns?: readonly { readonly name: string; readonly priority?: number }[];
      readonly schema: { readonly openAPIV3Schema: CrdSchema };
    }[];
  };
}

/** Reads the CRDs of a folder, sorted by kind. */
export async function readCustomKinds(folder: URL): Promise<CustomKind[]> {
  const kinds: CustomKind[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".yaml")) continue;
    const { spec } = parse(await Deno.readTextFile(new URL(name, folder))) as Crd;
    // kustomization.yaml is among them and declares no kind.
    if (spec === undefined) continue;
    const version = spec.versions.find(({ storage }) => storage);
    if (version === undefined) throw new Error(`Cannot read ${name}: no version is stored`);
    kinds.push({
      kind: spec.names.kind,
      apiVersion: `${spec.group}/${version.name}`,
      schema: version.schema.openAPIV3Schema,
      isNamespaced: spec.scope === "Namespaced",
      names: [spec.names.plural, ...spec.names.shortNames ?? []],
      columns: (version.additionalPrinterColumns ?? []).filter(({ priority = 0 }) => priority === 0).map(({ name }) =>
        name
      ),
    });
  }
  return kinds.sort((a, b) => a.kind < b.kind ? -1 : 1);
}

/** The types of functions/model/kubernetes.ts that schemas stand for, known by their fields. */
export function sharedType({ properties }: CrdSchema): "LabelSelector" | "Condition" | undefined {
  const fields = Object.keys(properties ?? {}).sort().join();
  if (fields === "matchExpressions,matchLabels") return "LabelSelector";
  return fields === "lastTransitionTime,message,observedGeneration,reason,status,type" ? "Condition" : undefined;
}
