import { parse } from "yaml";

/** A schema of a CRD: only the fields that generation needs. */
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

/** A kind, in the version that the API server stores. */
export interface CustomKind {
  readonly kind: string;
  /** `group/version`. */
  readonly apiVersion: string;
  readonly schema: CrdSchema;
  readonly isNamespaced: boolean;
  /** The other names that kubectl accepts. */
  readonly names: readonly string[];
  /** The columns of `kubectl get`, without those that only `-o wide` shows. */
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

/** Reads the CRDs in a folder, sorted by kind. */
export async function readCustomKinds(folder: URL): Promise<CustomKind[]> {
  const kinds: CustomKind[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".yaml")) continue;
    const { spec } = parse(await Deno.readTextFile(new URL(name, folder))) as Crd;
    // kustomization.yaml is in this folder too, but defines no kind.
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

/** The type in functions/model/kubernetes.ts that this schema describes; its fields identify it. */
export function sharedType({ properties }: CrdSchema): "LabelSelector" | "Condition" | undefined {
  const fields = Object.keys(properties ?? {}).sort().join();
  if (fields === "matchExpressions,matchLabels") return "LabelSelector";
  return fields === "lastTransitionTime,message,observedGeneration,reason,status,type" ? "Condition" : undefined;
}
