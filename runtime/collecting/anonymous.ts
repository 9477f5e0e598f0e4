/**
 * Replaces the names and addresses of a cluster in the parts of an archive.
 *
 * A name gets the same pseudonym everywhere, so that the files of the archive still fit together. Of all other texts,
 * only public words stay. Choices between equal nodes depend on hashes of the node's name and the address. So decisions
 * on the archive may choose another owner or standby than the cluster did.
 *
 * Why: docs/adr/0034-only-public-words.md
 *
 * @module
 */

import { AddressPseudonyms, changedAroundAddresses } from "./address_pseudonyms.ts";
import { labelMaps, ownNouns } from "./fields_with_names.ts";
import { NamePseudonyms } from "./name_pseudonyms.ts";
import { namesOfUsers } from "./names_of_users.ts";
import { changedPart, type Part, type TextChange } from "./part.ts";
import { publicNames } from "./public_names.ts";
import { UnknownWords } from "./unknown_words.ts";

/** @param namespace the namespace of the configuration, whose name is kept */
export function anonymous(parts: readonly Part[], namespace: string): readonly Part[] {
  const texts: string[] = [];
  const noted = (text: string): string => {
    texts.push(text);
    return text;
  };
  for (const part of parts) changedPart({ ...part, path: noted(part.path) }, noted);
  const addresses = new AddressPseudonyms(texts);
  const moved = parts.map((part) => renamed(part, (text) => addresses.replace(text)));
  const kept = new Set([...publicNames, namespace]);
  const names = new NamePseudonyms(namesOfUsers(moved), kept);
  const words = new UnknownWords((name) => kept.has(name) ? name : names.inAnyCase(name));
  return moved.map((part) =>
    renamed(part, (text, field, above) =>
      changedAroundAddresses(
        withoutNames(text, { field, above, names }),
        (between) => words.replace(between),
      ))
  );
}

function withoutNames(
  text: string,
  { field, above, names }: {
    readonly field: string;
    readonly above: readonly string[];
    readonly names: NamePseudonyms;
  },
): string {
  switch (field) {
    case "image":
      return names.replace(text.replace(/^.*\//, ""));
    case "args":
      // The names of options, such as `--lb-class`, stay; their values are names.
      return text.replace(/^((?:--?[\w-]+=?)?)(.*)$/s, (_, option, value) => option + names.replace(value, true));
    case "apiVersion":
      return text.replace(/^.*(?=\/)/, (group) => names.replace(group));
    default: {
      const map = above.at(-1) ?? "";
      const isWord = wordFields.has(field) && /^\w*$/.test(text) && !above.includes("ownerReferences") &&
        !labelMaps.has(map);
      const isNamed = field === "name" || Object.hasOwn(ownNouns, field) || labelMaps.has(map);
      return isWord ? text : names.replace(text, isNamed);
    }
  }
}

/** The folders of an archive keep their names, and so do the files with objects, which are named after kinds. */
function renamed(part: Part, change: TextChange): Part {
  const [folder = "", ...rest] = part.path.split("/");
  const isNamedByUsers = rest.length > 0 && folder !== "objects" && folder !== "workloads";
  const path = isNamedByUsers ? `${folder}/${change(rest.join("/"), "", [])}` : part.path;
  return { ...changedPart(part, change), path };
}

/** Fields whose values are words of Kubernetes or of this project, and no names. */
const wordFields: ReadonlySet<string> = new Set([
  "kind",
  "type",
  "reason",
  "status",
  "protocol",
  "effect",
  "operator",
  "phase",
  "ipFamilies",
  "ipFamilyPolicy",
  "externalTrafficPolicy",
]);
