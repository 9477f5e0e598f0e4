import assert from "node:assert/strict";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import { Cluster } from "../cluster/machine/cluster.ts";
import { clusterParts } from "../cluster/machine/parts.ts";
import { findHelm } from "./helm.ts";
import { helmLint, helmTemplate, kustomize, objectsOf } from "./rendered.ts";
import { meaningOf } from "./same_meaning.ts";

const helm = await findHelm();
const parts = await clusterParts();
const fixtures = new URL("../fixtures/", import.meta.url).pathname;
const valueSets = [...Deno.readDirSync(`${fixtures}chart`)].map(({ name }) => name).toSorted();
const crds = new URL("../../manifests/crds", import.meta.url).pathname;
const overlays = ["l2", "bgp", "prometheus"].map((name) => `manifests/overlays/${name}`);

if (helm !== undefined) await bundleProgram();

const pairs = [
  { values: "default", folder: "manifests/overlays/l2" },
  { values: "prometheus", folder: "manifests/overlays/prometheus" },
  { values: "bgp", folder: "manifests/overlays/bgp" },
  { values: "ipv6", folder: "tests/fixtures/kustomize/ipv6" },
];

for (const { values, folder } of pairs) {
  Deno.test({
    name: `the chart with the values ${values} renders the same as ${folder}`,
    ignore: helm === undefined || parts === undefined,
    async fn(): Promise<void> {
      assert(helm !== undefined && parts !== undefined);
      const [charted, kustomized] = await Promise.all([
        helmTemplate(helm, `${fixtures}chart/${values}.yaml`),
        kustomize(parts.kubectl, folder),
      ]);
      assert.deepEqual(meaningOf(objectsOf(charted)), meaningOf(objectsOf(kustomized)));
    },
  });
}

Deno.test({
  name: "values switch off alerts that MetalLB also has, set labels and runbooks, and add a user's own rules",
  ignore: helm === undefined,
  async fn(): Promise<void> {
    assert(helm !== undefined);
    const [plain, changedByValues] = await Promise.all([
      helmTemplate(helm, `${fixtures}chart/prometheus.yaml`),
      helmTemplate(helm, `${fixtures}chart/alerts.yaml`),
    ]);
    const [rules, own] = [rulesIn(plain), rulesIn(changedByValues)];
    const [all, some] = [severitiesOf(rules), severitiesOf(own)];
    const off = ["ArpeggioConfigurationInvalid", "ArpeggioBGPSessionDown"];
    assert.deepEqual([...some.keys()], [...all.keys()].filter((name) => !off.includes(name)).concat("OwnAlert"));
    const changed = [...some.keys()].filter((name) => all.has(name) && all.get(name) !== some.get(name));
    assert.deepEqual(changed.map((name) => [name, some.get(name)]), [["ArpeggioAddressPoolExhausted", "page"]]);
    const [page, published] = [
      "docs/troubleshooting.md#",
      "https://docs.example.org/arpeggio/docs/troubleshooting.md#",
    ];
    const links = (of: readonly Rule[]): readonly string[] =>
      of.flatMap(({ annotations: { runbook_url } = {} }) => runbook_url ?? []);
    assert.deepEqual(links(rules).filter((link) => !link.startsWith(page)), []);
    assert.deepEqual(links(own).filter((link) => !link.startsWith(published)), []);
    assert.doesNotMatch(plain, /- --docs=/);
    assert.match(changedByValues, /- --docs=https:\/\/docs\.example\.org\/arpeggio\/$/m);
  },
});

Deno.test({
  name: "speaker.kubeProxy is the address at which announcers ask kube-proxy",
  ignore: helm === undefined,
  async fn(): Promise<void> {
    assert(helm !== undefined);
    const addressIn = (text: string): string | undefined => /name: KUBE_PROXY\n\s*value: (\S+)/.exec(text)?.[1];
    assert.equal(addressIn(await helmTemplate(helm, `${fixtures}chart/bgp.yaml`)), "127.0.0.1:10256");
    assert.equal(addressIn(await helmTemplate(helm, `${fixtures}chart/scheduling.yaml`)), "$(POD_IP):10257");
  },
});

interface Rule {
  readonly alert: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly runbook_url?: string };
}

function rulesIn(rendered: string): readonly Rule[] {
  const rule: unknown = objectsOf(rendered).find(({ kind }) => kind === "PrometheusRule");
  const groups: readonly { readonly rules: readonly Rule[] }[] = Object(rule).spec.groups;
  return groups.flatMap(({ rules }) => rules);
}

/** The severity of each alert, by name. */
function severitiesOf(rules: readonly Rule[]): ReadonlyMap<string, unknown> {
  return new Map(rules.map(({ alert, labels }) => [alert, labels?.severity]));
}

Deno.test({
  name: "with the program in the images, the release contains no program, and a digest selects the image",
  ignore: helm === undefined,
  async fn(): Promise<void> {
    assert(helm !== undefined);
    const rendered = objectsOf(await helmTemplate(helm, `${fixtures}chart/own_images.yaml`));
    const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const images = rendered.flatMap((object) => {
      const containers: readonly { readonly image: string }[] = Object(object).spec?.template?.spec.containers ?? [];
      return containers.map(({ image }) => image);
    });
    assert.deepEqual(
      new Set(images),
      new Set([
        `registry.example.com/arpeggio@${digest}`,
        `registry.example.com/arpeggio:0.1.0@${digest}`,
        `quay.io/frrouting/frr:10.3.1@${digest}`,
      ]),
    );
    assert.doesNotMatch(JSON.stringify(rendered), /arpeggio-program/);
    const announcer: unknown = rendered.find(({ kind }) => kind === "DaemonSet");
    assert.equal(Object(announcer).spec.template.spec.containers[0].startupProbe, undefined);
  },
});

Deno.test({
  name: "speaker.ignoreExcludeLB applies to layer 2, in the controller, and to BGP, in the announcer",
  ignore: helm === undefined,
  async fn(): Promise<void> {
    assert(helm !== undefined);
    const rendered = objectsOf(await helmTemplate(helm, `${fixtures}chart/one_class.yaml`));
    const told = rendered.filter((object) => {
      const args: readonly string[] = Object(object).spec?.template?.spec.containers[0].args ?? [];
      return args.includes("--ignore-exclude-lb");
    });
    assert.deepEqual(told.map(({ kind }) => kind).toSorted(), ["DaemonSet", "Deployment"]);
  },
});

for (
  const { says, values } of [
    { says: /additional properties 'frrk8s' not allowed/, values: "frrk8s: {enabled: false}" },
    { says: /additional properties 'webhookMode' not allowed/, values: "controller: {webhookMode: disabled}" },
    {
      says: /additional properties 'thresholds' not allowed/,
      values: "prometheus: {prometheusRule: {addressPoolUsage: {thresholds: []}}}",
    },
    { says: /additional properties 'memberlist' not allowed/, values: "speaker: {memberlist: {enabled: true}}" },
    {
      says: /would count everything twice/,
      values: "prometheus: {podMonitor: {enabled: true}, serviceMonitor: {enabled: true}}",
    },
    { says: /needs prometheus.serviceAccount and prometheus.namespace/, values: "prometheus: {rbacPrometheus: true}" },
  ]
) {
  Deno.test({
    name: `the chart refuses ${values}`,
    ignore: helm === undefined,
    async fn(): Promise<void> {
      assert(helm !== undefined);
      const file = await Deno.makeTempFile({ suffix: ".yaml" });
      try {
        await Deno.writeTextFile(file, values);
        await assert.rejects(helmTemplate(helm, file), says);
      } finally {
        await Deno.remove(file);
      }
    },
  });
}

Deno.test({
  name: "an API server accepts every object that the chart and the overlays render",
  ignore: helm === undefined || parts === undefined,
  async fn(t): Promise<void> {
    assert(helm !== undefined && parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await cluster.kubectl(["create", "namespace", "metallb-system"]);
    await cluster.kubectl(["apply", "--server-side", "-k", crds]);
    await cluster.kubectl(["apply", "-f", `${fixtures}kustomize/monitoring_kinds.yaml`]);
    await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
    const accepts = async (stdin: string): Promise<void> => {
      const count = objectsOf(stdin).length;
      const said = await cluster.kubectl(["apply", "--server-side", "--dry-run=server", "-f", "-"], { stdin });
      assert.equal(said.trim().split("\n").length, count);
    };
    for (const values of valueSets) {
      await t.step(`chart, ${values}`, async () => {
        await helmLint(helm, `${fixtures}chart/${values}`);
        await accepts(await helmTemplate(helm, `${fixtures}chart/${values}`));
      });
    }
    for (const folder of overlays) {
      await t.step(folder, async () => await accepts(await kustomize(parts.kubectl, folder)));
    }
  },
});
