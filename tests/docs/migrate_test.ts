import assert from "node:assert/strict";
import { readPage } from "./markdown.ts";

const page = readPage("docs/migrate.md").text.replaceAll(/\s+/g, " ");

interface Row {
  readonly name: string;
  readonly says: RegExp;
}

Deno.test.each<Row>([
  {
    name: "a shared address of several namespaces with policy Local",
    says: /shares an address with a Service of another namespace/,
  },
  {
    name: "a shared address without a selector with policy Local",
    says: /`externalTrafficPolicy: Local` and no selector/,
  },
  {
    name: "a shared address whose L2Advertisements all select Services",
    says: /MetalLB does not announce a shared address if all its L2Advertisements have `serviceSelectors`/,
  },
  { name: "the way back to MetalLB", says: /plan --to metallb/ },
])("docs/migrate.md names what the move changes: $name", ({ says }) => {
  assert.match(page, says);
});
