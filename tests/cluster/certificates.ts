import { generateKeyPairSync } from "node:crypto";
import { isIP } from "node:net";

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** The files with which the API server proves who it is and signs the tokens of service accounts. */
export interface Certificates {
  readonly ca: string;
  readonly servingCertificate: string;
  readonly servingKey: string;
  readonly serviceAccountKey: string;
}

/** Makes a certificate authority, a serving certificate for the names and addresses, and a signing key, in the folder. */
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

async function openssl(args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("openssl", { args, stdout: "null", stderr: "piped" }).output();
  if (code !== 0) throw new Error(`Cannot make a certificate: openssl said: ${new TextDecoder().decode(stderr)}`);
}
