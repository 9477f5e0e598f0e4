/**
 * `arpeggio convert`: converts the configuration of old MetalLB versions into objects.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import { Command } from "commander";
import { defaultSettings } from "../../../functions/model/observed.ts";
import {
  convertAddressPool,
  convertConfigMap,
  type Converted,
  convertPeer,
} from "../../../functions/model/preflight/legacy_objects.ts";
import { nothingToConvert } from "../../../functions/model/preflight/manifest_messages.ts";
import { legacyFlaw } from "../../../functions/model/preflight/unread_objects.ts";
import { parseYAML } from "../../store/yaml_value.ts";
import { exitCodes, finding, fine, outputOption, structuredText, type Tell, tellUser, unread } from "../text/answer.ts";
import { nothingRead, readManifestFiles } from "../../reading/manifest_files.ts";
import { cannotRead, type FoundObject } from "../../reading/found_object.ts";
import { readManifestText } from "../../reading/manifest_text.ts";
import { yamlDocuments } from "../text/print_yaml.ts";
import { collect } from "../../reading/source.ts";
import { UsageError } from "../../ground/usage_error.ts";

interface ConvertArguments {
  readonly filename?: readonly string[];
  readonly configNamespace: string;
  readonly output: "yaml" | "json";
}

export function command(tell: Tell = tellUser): Command {
  return new Command("convert")
    .description(
      "The objects that MetalLB's old configuration becomes: the ConfigMap config, AddressPool, BGPPeer v1beta1; " +
        "writes nothing",
    )
    .addHelpText("after", exitCodes)
    .argument("[path...]", "manifests, as with -f: files, folders, or - for standard input")
    .option("-f, --filename <path>", "manifests: a file, a folder, or - for standard input; may be repeated", collect)
    .option("--config-namespace <name>", "the namespace of pools and advertisements", defaultSettings.namespace)
    .addOption(outputOption(["yaml", "json"]))
    .action(async (paths: readonly string[], { filename = [], configNamespace, output }: ConvertArguments) => {
      const named = [...filename, ...paths];
      if (named.length === 0) {
        throw new UsageError("Cannot convert: no manifests given; name files, or - for standard input");
      }
      const { files, unreadable } = await readManifestFiles(named);
      const texts = await Promise.all(files.map(({ name, text }) => readManifestText(text, name)));
      if (
        unreadable.length === 0 && texts.every(({ objects, unreadable }) => objects.length + unreadable.length === 0)
      ) {
        throw new UsageError(nothingRead(named));
      }
      const found = texts.flatMap(({ objects }) => objects.map((each) => convertFound(each, configNamespace)));
      const places = found.flatMap((each) => "fault" in each ? [] : [each]);
      const objects = places.flatMap((each) => each.objects);
      const leftOut = places.flatMap((each) => each.leftOut);
      const missed = [
        ...unreadable,
        ...texts.flatMap((text) => text.unreadable),
        ...found.flatMap((each) => "fault" in each ? [each.fault] : []),
      ];
      const empty = [objects, missed, leftOut].every(({ length }) => length === 0) ? [nothingToConvert] : [];
      tell({
        text: output === "yaml"
          ? yamlDocuments(objects)
          : await structuredText("json", { apiVersion: "v1", kind: "List", items: objects }),
        code: missed.length > 0 ? unread : leftOut.length > 0 ? finding : fine,
        complaints: [...missed, ...leftOut, ...empty],
      });
    });
}

/**
 * Converts one object, and reports each ignored field with the file and line of the object. For an object that cannot
 * be read, returns a fault that says why.
 */
function convertFound({ value, placeOf }: FoundObject, namespace: string): Converted | { readonly fault: string } {
  if (!isRecord(value)) {
    return { fault: `${cannotRead(placeOf(""))} expected a Kubernetes object with apiVersion and kind` };
  }
  const converted = convertObject(value, namespace);
  if ("fault" in converted) return { fault: `${cannotRead(placeOf("data.config"))} data.config: ${converted.fault}` };
  const { file, line } = placeOf("");
  return { ...converted, leftOut: converted.leftOut.map((field) => `${file}:${line}: left out: ${field}`) };
}

/** Objects of today's kinds and of other projects need no conversion: their result is empty. */
function convertObject(
  value: Readonly<Record<string, unknown>>,
  namespace: string,
): Converted | { readonly fault: string } {
  const { apiVersion, kind, metadata, data } = value;
  const group = typeof apiVersion === "string" ? apiVersion.split("/")[0] : "";
  if (group === "metallb.io" && kind === "AddressPool") return convertAddressPool(value, namespace);
  if (apiVersion === "metallb.io/v1beta1" && kind === "BGPPeer") return convertPeer(value);
  if (kind !== "ConfigMap" || !isRecord(data) || typeof data["config"] !== "string") return nothing;
  if (legacyFlaw({ config: data["config"] }) === undefined) return nothing;
  const own = isRecord(metadata) && typeof metadata["namespace"] === "string" ? metadata["namespace"] : namespace;
  const configuration = parseYAML(data["config"]);
  return "fault" in configuration ? configuration : convertConfigMap(configuration.is, own);
}

const nothing: Converted = { objects: [], leftOut: [] };
