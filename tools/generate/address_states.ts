import { regions } from "../../functions/model/announcing/duties/regions.ts";
import {
  any,
  groups,
  meanings,
  type Transition,
  transitions,
} from "../../functions/model/announcing/duties/transitions.ts";

const begin =
  "<!-- Made by `deno task generate` from transitions.ts and regions.ts in functions/model/announcing/duties: edit those tables. -->";
const end = "<!-- End of what is made. -->";

/** The page, with the states and transitions of the table in place of the old ones. The rest of the page stays. */
export function addressStatesText(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error("Cannot find where the states belong in the page of address states");
  return [page.slice(0, from) + begin, "", ...statesText(), "", page.slice(to)].join("\n");
}

function statesText(): readonly string[] {
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> none",
    ...Object.entries(groups).flatMap((
      [name, states],
    ) => [`  state ${name} {`, ...states.map((each) => `    ${each}`), "  }"]),
    ...transitions.flatMap((each, index) => arrows(each).map((arrow) => `  ${arrow}: ${index + 1}`)),
    "```",
    "",
    "| state | meaning |",
    "| --- | --- |",
    ...Object.entries(meanings).map(([state, meaning]) => `| \`${state}\` | ${meaning} |`),
    "",
    ...tableText(transitions),
    ...Object.entries(regions).flatMap((
      [region, edges],
    ) => ["", `A holder also has the state \`${region}\`:`, "", ...tableText(edges)]),
  ];
}

/** A transition from every state is only in the table, and not in the diagram. */
function arrows({ from, to }: Transition): readonly string[] {
  if (from === any) return [];
  const whole = Object.entries(groups).filter(([, states]) => states.every((each) => from.includes(each)));
  const grouped = whole.flatMap(([, states]): readonly string[] => states);
  const sources = [...whole.map(([name]) => name), ...from.filter((each) => !grouped.includes(each))];
  return sources.map((source) => `${source} --> ${to}`);
}

function tableText(edges: readonly Transition<string>[]): readonly string[] {
  return [
    "| | from | to | when |",
    "| --- | --- | --- | --- |",
    ...edges.map((edge, index) => {
      const from = edge.from === any ? "any" : edge.from.map((each) => `\`${each}\``).join(", ");
      return `| ${index + 1} | ${from} | \`${edge.to}\` | ${edge.on} |`;
    }),
  ];
}
