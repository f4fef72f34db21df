import ipaddr from 'ipaddr.js';

type Ip = ReturnType<typeof ipaddr.parse>;

/** What the operator of this server admits beyond public addresses. */
export interface AllowedEndpoints {
  /** The list as it was written; whoever reads it again, in another thread, gets the same. */
  readonly source: string;
  /** Whether an address is listed, itself or by its network. */
  admitsAddress(ip: Ip): boolean;
  /** Whether a host name is listed, itself or by `*.` and the domain above it. */
  admitsName(host: string): boolean;
}

/**
 * Reads a list of host names, IP addresses and networks (CIDR), separated by commas. A name may
 * begin with `*.` for everything below it.
 * @throws Error naming the entry that is none of these
 */
export function parseAllowedEndpoints(text: string): AllowedEndpoints {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  const networks: [Ip, number][] = [];
  const names = new Set<string>();
  for (const entry of entries) {
    const network = networkOf(entry);
    if (network) networks.push(network);
    else if (hostName.test(entry)) names.add(entry.replace(/\.$/, ''));
    else throw new Error(`“${entry}” is no host name, IP address or network such as 10.0.0.0/8`);
  }
  return {
    source: text,
    admitsAddress: (ip) =>
      networks.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits)),
    admitsName(host) {
      if (names.has(host)) return true;
      const labels = host.split('.');
      return labels.some(
        (_, above) => above > 0 && names.has(`*.${labels.slice(above).join('.')}`),
      );
    },
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
