/**
 * The bill of materials of a release, in CycloneDX's JSON format. Pure.
 *
 * https://cyclonedx.org/docs/1.6/json/
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { LockedPackage } from "./locked_packages.ts";

/** What a release consists of. */
export interface Materials {
  readonly version: string;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** SHA-256 of the bundled program, in hexadecimal. */
  readonly programHash: string;
  readonly packages: readonly LockedPackage[];
  /** The images that the manifests run, such as `quay.io/frrouting/frr:10.3.1`. */
  readonly images: readonly string[];
}

/** The document, ready to be written as JSON. Equal materials give an equal document, with an equal serial number. */
export function billOfMaterials(materials: Materials): unknown {
  const { version, seconds, programHash, packages, images } = materials;
  const self = `pkg:generic/arpeggio@${version}`;
  const ofImages = images.map(imageComponent);
  const direct = [...packages.filter(({ scope }) => scope === "required").map(packageUrl)];
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(materials))}`,
    version: 1,
    metadata: {
      timestamp: new Date(seconds * 1000).toISOString(),
      component: {
        type: "application",
        "bom-ref": self,
        name: "arpeggio",
        version,
        licenses: [{ expression: "Apache-2.0" }],
        purl: self,
        hashes: [{ alg: "SHA-256", content: programHash }],
      },
    },
    components: [...packages.map(packageComponent), ...ofImages],
    dependencies: [
      { ref: self, dependsOn: [...direct, ...ofImages.map((image) => image["bom-ref"])] },
      ...packages.map((each) => ({ ref: packageUrl(each), dependsOn: each.needs.map(urlOfKey) })),
    ],
    // The images are named, not opened: their own packages are not in this document.
    compositions: [{ aggregate: "unknown", assemblies: ofImages.map((image) => image["bom-ref"]) }],
  };
}

function packageComponent(each: LockedPackage): unknown {
  const [algorithm = "", hash = ""] = each.integrity.split("-");
  const [, group, plain = each.name] = /^(@[^/]+)\/(.+)$/.exec(each.name) ?? [];
  const content = Uint8Array.fromBase64(hash).toHex();
  return {
    type: "library",
    "bom-ref": packageUrl(each),
    ...(group !== undefined && { group }),
    name: plain,
    version: each.version,
    scope: each.scope,
    hashes: [{ alg: algorithm.replace("sha", "SHA-"), content }],
    licenses: [{ expression: each.license }],
    purl: packageUrl(each),
  };
}

/** An image of Docker Hub, or of another registry. */
function imageComponent(image: string): { readonly "bom-ref": string } {
  const [path = "", tag = ""] = image.split(":");
  const parts = path.split("/");
  const name = parts.at(-1) ?? path;
  const isOnHub = !parts[0]?.includes(".");
  const purl = isOnHub ? `pkg:docker/${path}@${tag}` : `pkg:oci/${name}?repository_url=${path}&tag=${tag}`;
  return Object.assign({ "bom-ref": purl }, { type: "container", name: path, version: tag, purl });
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function packageUrl({ name, version }: Pick<LockedPackage, "name" | "version">): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function urlOfKey(key: string): string {
  const at = key.indexOf("@", 1);
  return packageUrl({ name: key.slice(0, at), version: key.slice(at + 1) });
}

/** A UUID from the content, of version 8 (RFC 9562, section 5.8). */
function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
