/** What an example image consists of. */
export interface ImageContents {
  /** Debian packages, whose dependencies come along. */
  readonly packages: readonly string[];
  /** What is kept of their programs, with the libraries that these need: patterns of paths, without the first slash. */
  readonly programs: readonly string[];
  /** What runs in it by default. */
  readonly command: readonly string[];
}

/** The images of the examples, by name. Each has busybox for what its scripts need, and no package manager. */
export const EXAMPLE_IMAGES: Readonly<Record<string, ImageContents>> = {
  nginx: { packages: ["nginx"], programs: ["usr/sbin/nginx"], command: ["nginx", "-g", "daemon off;"] },
  load: { packages: ["apache2-utils"], programs: ["usr/bin/ab"], command: ["sh"] },
  dns: { packages: ["dnsmasq-base"], programs: ["usr/sbin/dnsmasq"], command: ["dnsmasq", "--keep-in-foreground"] },
  postgresql: {
    packages: ["postgresql-17"],
    programs: [
      "usr/lib/postgresql/*/bin/initdb",
      "usr/lib/postgresql/*/bin/p*s*",
      "usr/lib/postgresql/*/lib/plpgsql.so",
      "usr/lib/postgresql/*/lib/dict_snowball.so",
    ],
    command: ["start-postgresql"],
  },
  frr: {
    packages: ["frr"],
    programs: ["usr/lib/frr/mgmtd", "usr/lib/frr/zebra", "usr/lib/frr/ospfd"],
    command: ["start-frr"],
  },
};
