import ipaddr from 'ipaddr.js';

type Ip = ReturnType<typeof ipaddr.parse>;

/** What the operator of this server admits beyond public addresses and the ports of web servers. */
export interface AllowedEndpoints {
  /** The list as it was written; whoever reads it again, in another thread, gets the same. */
  readonly source: string;
  /** What is admitted at a port: one and the same for all ports that the list does not name. */
  at(port: number): AdmittedAtPort;
  /** Whether a host name is listed, with whatever port. */
  hasName(host: string): boolean;
}

export interface AdmittedAtPort {
  /** Whether an address is listed, itself or by its network. */
  admitsAddress(ip: Ip): boolean;
  /** Whether a host name is listed, itself or by `*.` and the domain above it. */
  admitsName(host: string): boolean;
  /** Whether a host, as it stands in a URL, is listed with this very port. */
  opensPort(host: string): boolean;
}

interface Entry {
  /** Null: at every port that is not closed. */
  port: number | null;
  network: [Ip, number] | null;
  name: string | null;
}

/**
 * Reads a list of host names, IP addresses and networks (CIDR), separated by commas. A name may
 * begin with `*.` for everything below it. Each may end with `:port`, an IPv6 address then in brackets:
 * it is admitted at this port only, even if the port is one of those that are closed.
 * @throws Error naming the entry that is none of these
 */
export function parseAllowedEndpoints(text: string): AllowedEndpoints {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .map(parseEntry);
  const byPort = new Map(
    [...new Set(entries.map(({ port }) => port))].map((port) => [port, admittedAt(entries, port)]),
  );
  const elsewhere = byPort.get(null) ?? admittedAt(entries, null);
  return {
    source: text,
    at: (port) => byPort.get(port) ?? elsewhere,
    hasName: (host) => entries.some(({ name }) => name !== null && isNamed(host, name)),
  };
}

function admittedAt(all: Entry[], port: number | null): AdmittedAtPort {
  const entries = all.filter((entry) => entry.port === null || entry.port === port);
  const admitsAddress = (ip: Ip, among: Entry[]) =>
    among.some(({ network }) => network !== null && isWithin(ip, network));
  const admitsName = (host: string, among: Entry[]) =>
    among.some(({ name }) => name !== null && isNamed(host, name));
  const opening = entries.filter((entry) => entry.port !== null);
  return {
    admitsAddress: (ip) => admitsAddress(ip, entries),
    admitsName: (host) => admitsName(host, entries),
    opensPort: (host) =>
      ipaddr.isValid(host) ? admitsAddress(ipaddr.parse(host), opening) : admitsName(host, opening),
  };
}

function isWithin(ip: Ip, [network, bits]: [Ip, number]): boolean {
  return network.kind() === ip.kind() && ip.match(network, bits);
}

function isNamed(host: string, name: string): boolean {
  return name.startsWith('*.')
    ? host.length > name.length - 1 && host.endsWith(name.slice(1))
    : host === name;
}

/** What stands before a port: `[…]` or anything without a colon. */
const withPort = /^(\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]+)):(?<port>[1-9]\d{0,4})$/;

function parseEntry(entry: string): Entry {
  const { bracketed, plain, port } = withPort.exec(entry)?.groups ?? {};
  const host = bracketed ?? plain ?? entry;
  const network = networkOf(host);
  const isRight =
    (network !== undefined && (bracketed === undefined || network[0].kind() === 'ipv6')) ||
    (network === undefined && bracketed === undefined && hostName.test(host));
  if (!isRight || Number(port ?? 1) > 65_535) {
    throw new Error(
      `“${entry}” is no host name, IP address or network such as 10.0.0.0/8, each with or without a port`,
    );
  }
  return {
    port: port === undefined ? null : Number(port),
    network: network ?? null,
    name: network ? null : host.replace(/\.$/, ''),
  };
}

/** Only the usual spellings: `10.1/16` and `010.0.0.0/8` mean something else to every reader. */
function networkOf(entry: string): [Ip, number] | undefined {
  const { IPv4, IPv6 } = ipaddr;
  if (entry.includes('%')) return undefined;
  if (IPv4.isValidCIDRFourPartDecimal(entry)) return IPv4.parseCIDR(entry);
  if (IPv4.isValidFourPartDecimal(entry)) return [IPv4.parse(entry), 32];
  if (IPv6.isValidCIDR(entry)) return IPv6.parseCIDR(entry);
  if (IPv6.isValid(entry)) return [IPv6.parse(entry), 128];
  return undefined;
}

/** Its last label holds a letter, so that a mistyped address is not taken for a name. */
const hostName =
  /^(\*\.)?([a-z\d_]([a-z\d_-]*[a-z\d])?\.)*(?=[a-z\d-]*[a-z])[a-z\d]([a-z\d-]*[a-z\d])?\.?$/;
