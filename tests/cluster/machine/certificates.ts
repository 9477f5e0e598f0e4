import { generateKeyPairSync } from "node:crypto";
import { isIP } from "node:net";

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/**
 * The API server's files: the certificate of the authority, the serving certificate with its key, and the key that
 * signs service account tokens.
 */
export interface Certificates {
  readonly ca: string;
  readonly servingCertificate: string;
  readonly servingKey: string;
  readonly serviceAccountKey: string;
}

/** The files of a certificate and its key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Makes the files of `Certificates` in the folder. The serving certificate is for the given names and addresses. */
export async function makeCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  const path = (name: string): string => `${folder}/${name}`;
  const alternatives = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`).join(",");
  await openssl([
    ...["req", "-x509", ...curve, "-days", "3650", "-subj", "/CN=cluster-ca"],
    ...["-keyout", path("ca.key"), "-out", path("ca.crt")],
  ]);
  await openssl([
    ...["req", "-x509", ...curve, "-days", "3650", "-subj", "/CN=kube-apiserver"],
    ...["-CA", path("ca.crt"), "-CAkey", path("ca.key")],
    ...["-addext", `subjectAltName=${alternatives}`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-addext", "extendedKeyUsage=serverAuth"],
    ...["-keyout", path("serving.key"), "-out", path("serving.crt")],
  ]);
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await Deno.writeTextFile(path("service-account.key"), privateKey, { mode: 0o600 });
  return {
    ca: path("ca.crt"),
    servingCertificate: path("serving.crt"),
    servingKey: path("serving.key"),
    serviceAccountKey: path("service-account.key"),
  };
}

/** Makes the API server's client certificate for kubelets, signed by the authority in the folder. */
export async function makeKubeletClient(folder: string): Promise<KeyPair> {
  const pair = { certificate: `${folder}/kubelet-client.crt`, key: `${folder}/kubelet-client.key` };
  await openssl([
    ...["req", "-x509", ...curve, "-days", "3650", "-subj", "/O=system:masters/CN=kube-apiserver"],
    ...["-CA", `${folder}/ca.crt`, "-CAkey", `${folder}/ca.key`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-addext", "extendedKeyUsage=clientAuth"],
    ...["-keyout", pair.key, "-out", pair.certificate],
  ]);
  return pair;
}

async function openssl(args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("openssl", { args, stdout: "null", stderr: "piped" }).output();
  if (code !== 0) throw new Error(`Cannot make a certificate: openssl said: ${new TextDecoder().decode(stderr)}`);
}
