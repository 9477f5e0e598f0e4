/** The questions of `tests/fixtures/questions` that the page can answer too. */

import { subjectOf } from "../../../runtime/cli/options/subject.ts";

const folder = new URL("../../fixtures/questions/", import.meta.url);
const lines = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".txt"))
  .map(({ name }) => Deno.readTextFileSync(new URL(name, folder)).split("\n")[0]?.replace("$ arpeggio ", "") ?? "");

/** The questions that the page can ask too: `whatif` with lost or drained nodes, `why` without Pods and `--host`. */
export const asked = [...new Set(lines)].filter((line) =>
  /^why (?!pod)(?!.*--host)/.test(line) || (/^whatif /.test(line) && !/--(apply|delete)/.test(line))
).map((line) => ({ line }));

/** The name of the command, and its arguments without the format of the output. */
export function wordsOf(line: string): { readonly name: string; readonly args: readonly string[] } {
  const [name = "", ...words] = line.split(" ");
  const args = words.filter((word, index) => !/^(-o|json|yaml|wide)$/.test(word) || words[index - 1] === "-n").map(
    inFolder,
  );
  return { name, args };
}

export interface Parts {
  readonly files: readonly string[];
  /** The flags in the form of the page's URL: `DOWN/DRAIN`. */
  readonly flags: string;
  readonly subject: string;
  readonly namespace: string;
}

export function partsOf(name: string, args: readonly string[]): Parts {
  const options = new Map<string, string[]>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (!word.startsWith("-")) rest.push(word);
    else options.set(word, [...options.get(word) ?? [], args[++index] ?? ""]);
  }
  const [subject = ""] = name === "why" ? rest.splice(0, 1) : [""];
  const listed = (flag: string): string => options.get(flag)?.join(",") ?? "-";
  return {
    files: [...options.get("-f") ?? [], ...rest],
    flags: `${listed("--down")}/${listed("--drain")}`,
    subject,
    namespace: options.get("-n")?.[0] ?? "default",
  };
}

/** The path in the page's URL for the object in a command. */
export function pathOf(what: string, namespace: string): string {
  const subject = subjectOf(what, namespace);
  switch (subject.about) {
    case "service":
      return `service/${subject.key}`;
    case "address":
      return `address/${encodeURIComponent(subject.address.text)}`;
    default:
      return `${subject.about}/${subject.name}`;
  }
}

function inFolder(arg: string): string {
  return /\.(ya?ml|json)$|\/$/.test(arg) ? new URL(arg, folder).pathname : arg;
}
