/**
 * The images of the Pods. They contain programs of this machine at the same paths as in the public images, so no
 * registry is needed.
 *
 * @module
 */

import type { ImageConfig } from "./archive.ts";
import type { RootFolder } from "./root_folder.ts";

/** The content of an image. */
export interface Recipe {
  /** The full name of the image. */
  readonly name: string;
  readonly config: ImageConfig;
  /** The paths of the programs of this machine that the image contains. */
  readonly programs: readonly string[];
  readonly fill: (root: RootFolder) => Promise<void>;
}

const deno = Deno.execPath();
const tini = "/usr/bin/tini-static";
const busybox = "/bin/busybox";
const frrDaemons = ["zebra", "bfdd", "bgpd"].map((name) => `/usr/lib/frr/${name}`);
const vtysh = "/usr/bin/vtysh";
const pamPermit = `/lib/${Deno.build.arch}-linux-gnu/security/pam_permit.so`;
const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The name of the image for the pause container, the first container of every Pod. */
export const pauseImage = "registry.k8s.io/pause:3.6";

export const recipes: readonly Recipe[] = [
  {
    name: `docker.io/denoland/deno:${Deno.version.deno}`,
    config: {
      Env: [path, "DENO_DIR=/deno-dir/", "DENO_INSTALL_ROOT=/usr/local", `DENO_VERSION=${Deno.version.deno}`],
      Entrypoint: ["/tini", "--", "docker-entrypoint.sh"],
      Cmd: ["eval", "console.log('Welcome to Deno!')"],
    },
    programs: [deno, tini, busybox],
    async fill(root): Promise<void> {
      await root.addProgram(deno, "/usr/bin/deno");
      await root.addProgram(tini, "/tini");
      await addShell(root);
      await root.write("/usr/local/bin/docker-entrypoint.sh", '#!/bin/sh\nexec deno "$@"\n', 0o755);
      await root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\ndeno:x:1993:1993::/home/deno:/bin/sh\n");
      await root.write("/etc/group", "root:x:0:\ndeno:x:1993:\n");
      await Deno.mkdir(`${root.path}/deno-dir`);
      await Deno.chown(`${root.path}/deno-dir`, 1993, 1993);
    },
  },
  {
    name: pauseImage,
    config: { Entrypoint: ["/pause", "--", "/bin/busybox", "sleep", "2147483647"], User: "65535:65535" },
    programs: [tini, busybox],
    async fill(root): Promise<void> {
      await root.addProgram(tini, "/pause");
      await root.addProgram(busybox);
    },
  },
  {
    name: "docker.io/library/busybox:1.35",
    config: { Env: ["PATH=/bin"], Cmd: ["sh"] },
    programs: [busybox],
    fill: addShell,
  },
  {
    name: "quay.io/frrouting/frr:10.3.1",
    config: { Env: [`${path}:/usr/lib/frr`], Cmd: ["/bin/true"] },
    programs: [...frrDaemons, vtysh, pamPermit, busybox],
    async fill(root): Promise<void> {
      for (const program of [...frrDaemons, vtysh, pamPermit]) await root.addProgram(program);
      // Debian's vtysh needs a permission from PAM. The vtysh of the public image does not use PAM.
      const rules = ["auth", "account"].map((kind) => `${kind} required pam_permit.so\n`);
      await root.write("/etc/pam.d/frr", rules.join(""));
      await root.write("/etc/frr/vtysh.conf", "");
      await addShell(root);
      await root.addFolder("/usr/share/yang");
      for (const folder of ["/etc/frr", "/var/run/frr", "/var/lib/frr", "/var/tmp"]) {
        await Deno.mkdir(root.path + folder, { recursive: true });
      }
      await root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nfrr:x:100:101::/var/run/frr:/bin/sh\n");
      await root.write("/etc/group", "root:x:0:\nfrrvty:x:102:frr\nfrr:x:101:frr\n");
    },
  },
];

/** Adds busybox, with a link for each of its commands. */
async function addShell(root: RootFolder): Promise<void> {
  await root.addProgram(busybox);
  const { stdout } = await new Deno.Command(busybox, { args: ["--list"] }).output();
  const names = new TextDecoder().decode(stdout).trim().split("\n").filter((name) => name !== "busybox");
  for (const name of names) await root.link(`/bin/${name}`, "busybox");
}
