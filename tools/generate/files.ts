/** The paths of the files that `deno task generate` writes, except the vocabulary, relative to the project. */
export const typesFile = "functions/model/crds.ts";
export const schemasFile = "runtime/store/generated/schemas.ts";
export const referenceFile = "docs/configuration.md";
export const ruleFile = "manifests/components/prometheus/rules.yaml";
export const addressStatesFile = "docs/address-states.md";
export const generatedFiles: readonly string[] = [typesFile, schemasFile, referenceFile, ruleFile, addressStatesFile];
