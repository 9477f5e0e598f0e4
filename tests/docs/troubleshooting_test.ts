import assert from "node:assert/strict";
import { allocationReasons, announcementReasons } from "../../functions/model/reasons.ts";
import { alertRules } from "../manifests/monitoring.ts";
import { anchorOf, headingsIn, readPage } from "./markdown.ts";

const headings = headingsIn(readPage("docs/troubleshooting.md"));

Deno.test("every reason and every alert has its heading, and no other heading looks like a reason or an alert", () => {
  const words = headings.filter((heading) => /^[A-Z][a-z]+[A-Z]?\w*$/.test(heading));
  const known = [...allocationReasons, ...announcementReasons, ...alertRules().map(({ alert }) => alert)];
  assert.deepEqual(
    words.filter((word) => word !== "Troubleshooting" && word !== "Alerts").toSorted(),
    [
      ...new Set<string>(known),
    ].toSorted(),
  );
});

Deno.test("every alert links to its heading", () => {
  const anchors = headings.map(anchorOf);
  const reasons = [...allocationReasons, ...announcementReasons].map((reason) => reason.toLowerCase());
  for (const { alert, annotations: { runbook_url = "" } } of alertRules()) {
    const [page, anchor = ""] = runbook_url.split("#");
    assert.equal(page, "docs/troubleshooting.md", alert);
    const led = anchor === "{{ $labels.reason | toLower }}" ? reasons : [anchor];
    assert.deepEqual(led.filter((each) => !anchors.includes(each)), [], alert);
  }
});
