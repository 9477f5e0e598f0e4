/**
 * Replaces the names and addresses of a cluster in the parts of an archive.
 *
 * A name gets the same pseudonym everywhere, so that the files of the archive still fit together. Choices between equal
 * nodes depend on hashes of the node's name and the address. So decisions on the archive may choose another owner or
 * standby than the cluster did.
 *
 * @module
 */

import { AddressPseudonyms } from "./address_pseudonyms.ts";
import { NamePseudonyms } from "./name_pseudonyms.ts";
import { namesOfUsers } from "./names_of_users.ts";
import { changedPart, mapsOfUsers, type Part, type TextChange } from "./part.ts";
import { publicNames } from "./public_names.ts";

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
  const names = new NamePseudonyms(namesOfUsers(moved), new Set([...publicNames, namespace]));
  return moved.map((part) => renamed(part, (text, field, above) => replacedIn(field, above, text, names)));
}

function replacedIn(field: string, above: readonly string[], text: string, names: NamePseudonyms): string {
  switch (field) {
    case "image":
      return names.replace(text.replace(/^.*\//, ""));
    case "args":
      // The names of options, such as `--lb-class`, stay; their values are names.
      return text.replace(/^((?:--?[\w-]+=?)?)(.*)$/s, (_, option, value) => option + names.replace(value));
    case "apiVersion":
      return text.replace(/^.*(?=\/)/, (group) => names.replace(group));
    default: {
      const isWord = wordFields.has(field) && /^\w*$/.test(text) && !above.includes("ownerReferences") &&
        !mapsOfUsers.has(above.at(-1) ?? "");
      return isWord ? text : names.replace(text);
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

/** Fields whose values are words of Kubernetes or of this project. */
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
