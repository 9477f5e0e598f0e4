import assert from "node:assert/strict";
import type { Part } from "../../../runtime/collecting/part.ts";
import { withoutSecrets } from "../../../runtime/collecting/secrets_left_out.ts";

const stamp = "2026-11-30T04:00:00.123456789Z ";
const base64 = "5ecretMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt";

/** Each secret contains `5ecret`, or matches `gone`. */
const logs = [
  { name: "JSON", text: '{"password":"5ecret","token":"5ecret","client_secret":"5ecret","msg":"kept"}' },
  { name: "JSON in JSON", text: '{"request":{"apiKey":"5ecret","credentials":{"user":"5ecret"}},"msg":"kept"}' },
  { name: "JSON as a text in JSON", text: '{"msg":"{\\"passphrase\\":\\"a 5ecret, b\\"} kept"}' },
  { name: "JSON after other words", text: 'level=info kept body={"auth":"a, 5ecret","x":1}' },
  { name: "a list and a number", text: '{"tokens":["5ecret"],"pwd":50005,"kept":1}', gone: /50005/ },
  { name: "a header as a pair", text: '{"headers":[{"name":"X-Auth-Token","value":"5ecret"}],"msg":"kept"}' },
  { name: "a quoted password with a space and a comma", text: 'password="a b, 5ecret" kept' },
  { name: "a quoted password without an end", text: "kept password='a b 5ecret" },
  { name: "a password with a comma", text: "password=ab,5ecret kept" },
  { name: "pwd", text: "pwd=5ecret kept" },
  { name: "passphrase", text: "passphrase: 5ecret kept" },
  { name: "psk", text: "wpa_psk=5ecret kept" },
  { name: "credential", text: "credential: 5ecret kept" },
  { name: "auth", text: '"auth": "5ecret" kept' },
  { name: "a cookie", text: "kept Cookie: a=b; session=5ecret" },
  { name: "an Authorization header of another scheme", text: "kept Authorization: token 5ecret" },
  { name: "an Authorization header with a digest", text: 'kept Authorization: Digest username="a", response="5ecret"' },
  { name: "an option with its value as the next word", text: "kept --token 5ecret" },
  { name: "fields with an ending", text: '{"secretValue":"5ecret","tokenID":"5ecret","tls.key":"5ecret","m":"kept"}' },
  { name: "an arrow", text: "kept password => 5ecret" },
  { name: "a password in quotes in a sentence", text: "kept: the password '5ecret b' was refused" },
  { name: "an element of XML", text: "kept <password>5ecret</password>" },
  { name: "a user of curl", text: "kept curl -u jo:5ecret" },
  { name: "a signature in a URL", text: "kept https://a.example/x?sig=5ecret" },
  { name: "a token in a URL", text: "kept https://5ecret@git.example/x" },
  { name: "a password with a slash in a URL", text: "kept https://user:a/5ecret@git.example/x" },
  { name: "a key of AWS", text: "kept AKIA5ECRET7EXAMPLE00", gone: /5ECRET/ },
  { name: "a token of GitHub", text: "kept ghp_5ecret0123456789abcdefABCDEF012345" },
  { name: "a bootstrap token", text: "kept 5ecret.0123456789abcdef" },
  { name: "a long random word", text: "kept 5ecretwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE" },
  { name: "pass", text: 'kept DB_PASS=5ecret {"pass":"5ecret"}' },
  { name: "a quoted password with a quote in it", text: '{"msg":"kept password=\\"a\\\\\\" 5ecret\\""}' },
  { name: "a password with a quote in a text", text: 'kept password="a\\" 5ecret"' },
  { name: "a password in percent-encoding", text: "kept password%3D5ecret" },
  { name: "a password in a sentence", text: "kept: no login with password 5ecret" },
  { name: "an option in a list", text: '{"cmd":["--password","5ecret"],"msg":"kept"}' },
  { name: "an option of MySQL", text: "kept: command '[mysqladmin -u root -p5ecret]' failed" },
  { name: "an option of Redis", text: "kept redis-cli -a 5ecret ping" },
  { name: "an option of a login", text: "kept docker login -u jo -p 5ecret" },
  { name: "a variable as a pair in a text", text: "kept name: DB_PASSWORD value: 5ecret" },
  { name: "a key of OSPF", text: "kept area 0 authentication-key 5ecret" },
  { name: "a password of FRR", text: "kept\nenable password 8 5ecret" },
  {
    name: "a key over several lines",
    text: [
      `${stamp}kept`,
      `${stamp}-----BEGIN EC PRIVATE KEY-----`,
      `${stamp}${base64}`,
      `${stamp}5ecret==`,
      `${stamp}-----END EC PRIVATE KEY-----`,
      `${stamp}kept`,
    ].join("\n"),
  },
  {
    name: "a key over several lines of JSON",
    text: ['{"m":"kept"}', '{"m":"-----BEGIN PRIVATE KEY-----"}', '{"m":"5ecret"}', '{"m":"-----END PRIVATE KEY-----"}']
      .join("\n"),
  },
  {
    name: "a key whose beginning was not read",
    text: [`${stamp}5ecret`, `${stamp}-----END PRIVATE KEY-----`, `${stamp}kept`].join("\n"),
  },
  { name: "a key whose end was not written", text: `kept\n-----BEGIN PRIVATE KEY-----\n${base64}\n5ecret` },
];

Deno.test.each(logs)("a log contains no secret: $name", ({ text, gone = /5ecret/ }) => {
  const [part] = withoutSecrets([{ is: "log", path: "logs/a/b.log", text }]);
  assert.ok(part?.is === "log");
  assert.doesNotMatch(part.text, gone);
  assert.match(part.text, /kept/);
  assert.match(part.text, /left-out/);
});

Deno.test.each([
  { name: "a line about a Service", text: "Service default/web: moved 192.0.2.33 from node-1 to node-2 in 180 ms" },
  { name: "an author", text: "author: jo, authority=a.example" },
  { name: "passes", text: "3 passes, bypass=1, the password of tor-1 was refused, login -p" },
  { name: "a rejected password", text: "Cannot use the password of BGPPeer tor-1: it is given twice" },
  { name: "JSON", text: '{"level":"info","message":"took the Lease","count":3}' },
  { name: "a digest", text: "sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b" },
  { name: "a line after a certificate", text: "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\nnext" },
])("a log without a secret stays as it is: $name", ({ text }) => {
  assert.deepEqual(withoutSecrets([{ is: "log", path: "l", text }]), [{ is: "log", path: "l", text }]);
});

const spec = {
  nodeName: "kept-node",
  containers: [{
    name: "controller",
    command: ["sh", "-c", "login 5ecret"],
    args: [
      "controller",
      "--lb-class=kept.example/lb",
      "--bgp-passwords",
      "kept-role",
      "--token",
      "5ecret",
      "--other=5ecret",
      "--page",
      "kept:1",
    ],
    env: [{ name: "A", value: "5ecret" }],
    envFrom: [{ secretRef: { name: "5ecret" } }],
    livenessProbe: { httpGet: { httpHeaders: [{ name: "Authorization", value: "5ecret" }] } },
    lifecycle: { preStop: { exec: { command: ["5ecret"] } } },
  }],
  volumes: [
    { name: "a", flexVolume: { options: { password: "5ecret" } } },
    { name: "b", csi: { volumeAttributes: { token: "5ecret" } } },
  ],
};

const kubeadm = "networking: {podSubnet: 10.244.0.0/16}\napiServer: {extraArgs: {oidc: 5ecret}}\n";
const proxy = "mode: ipvs\nipvs: {strictARP: true}\nclientConnection: {kubeconfig: 5ecret}\n";

const objects = [
  {
    name: "a Pod",
    item: { kind: "Pod", metadata: { name: "a" }, spec },
    kept: ["kept-node", "kept.example/lb", "kept-role", "kept:1"],
  },
  {
    name: "a Deployment",
    item: { kind: "Deployment", metadata: { name: "a" }, spec: { template: { spec } } },
    kept: ["kept-node", "controller"],
  },
  {
    name: "the configuration of kubeadm",
    item: configMap("kubeadm-config", { ClusterConfiguration: kubeadm, Other: "5ecret" }),
    kept: ["podSubnet: 10.244.0.0/16"],
  },
  {
    name: "the configuration of kube-proxy",
    item: configMap("kube-proxy", { "config.conf": proxy, "kubeconfig.conf": "users: [5ecret]" }),
    kept: ["mode: ipvs", "strictARP: true"],
  },
  {
    name: "a configuration that cannot be read",
    item: configMap("kube-proxy", { "config.conf": "{mode: ipvs, 5ecret" }),
    kept: ["left-out"],
  },
  {
    name: "an event",
    item: {
      kind: "Event",
      metadata: { name: "a", annotations: { note: "5ecret" }, uid: "keptwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE" },
      message: "kept: Readiness probe failed: redis-cli -a 5ecret, 5ecretwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE",
    },
    kept: ["kept: Readiness probe failed", "keptwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE"],
  },
  {
    name: "a BGPPeer",
    item: {
      kind: "BGPPeer",
      metadata: { name: "a", annotations: { "metallb.io/token": "5ecret" } },
      spec: { password: "5ecret", passwordSecret: { name: "kept" } },
    },
    kept: ["kept"],
  },
];

function configMap(name: string, data: Readonly<Record<string, string>>): unknown {
  return { kind: "ConfigMap", metadata: { name, namespace: "kube-system" }, data };
}

Deno.test.each(objects)("an object contains no secret, and what a bug report needs: $name", ({ item, kept }) => {
  const parts: readonly Part[] = [{ is: "json", path: "objects/a.json", value: { items: [item] } }];
  const text = JSON.stringify(withoutSecrets(parts));
  assert.doesNotMatch(text, /5ecret/);
  assert.deepEqual(kept.filter((word) => !text.includes(word)), []);
});

Deno.test("a recording contains no annotation of another program, and no password", () => {
  const annotations = { "metallb.io/address-pool": "kept", "other.example/note": "5ecret" };
  const changed = {
    services: [{ kind: "Service", metadata: { name: "a", annotations } }],
    bgpPeers: [{ kind: "BGPPeer", metadata: { name: "b" }, spec: { password: "5ecret" } }],
  };
  const text = `${JSON.stringify({ at: 1, changed, decided: { a: "kept" } })}\n`;
  const [part] = withoutSecrets([{ is: "log", path: "recordings/001.jsonl", text }]);
  assert.ok(part?.is === "log");
  assert.doesNotMatch(part.text, /5ecret/);
  assert.equal(part.text.match(/kept/g)?.length, 2);
});

Deno.test("metrics contain no secret", () => {
  const text = 'x{peer="kept",token="5ecret"} 1';
  const expected = 'x{peer="kept",token="left-out"} 1';
  assert.deepEqual(withoutSecrets([{ is: "metrics", path: "m", text }]), [{
    is: "metrics",
    path: "m",
    text: expected,
  }]);
});
