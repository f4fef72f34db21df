/**
 * Decides which addresses we may connect to. Denied unless known to be public: the rules follow
 * IANA's special-purpose registries, on parsed addresses rather than on how they were spelled.
 * The decision is made again on the resolved address at every new connection (see `guardedDispatcher.ts`),
 * so a name that changes its answer gains nothing.
 */
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { DomainError } from '../../../contract/domainError.ts';
import type { AdmittedAtPort, AllowedEndpoints } from './allowedEndpoints.ts';
import { closedPort } from './closedPorts.ts';
import { type LookUpName, NameLookupTimeoutError } from './nameLookup.ts';

export interface GuardPolicy {
  /** Admit 127.0.0.0/8, ::1 and localhost names. */
  allowLocalhost: boolean;
  /** What the operator admits beyond public addresses. */
  allowedEndpoints?: AllowedEndpoints;
}

/** We refuse to connect there. The message says why, never what answers there. */
export class BlockedAddressError extends DomainError {
  constructor(reason: string) {
    super('endpoint_blocked', reason, { field: 'endpointUrl' });
  }
}

/**
 * A host name that leads nowhere we may go. Whether it exists is not told: otherwise one could ask us
 * for the names of a private network.
 */
export class NameNotPublicError extends BlockedAddressError {
  override name = 'NameNotPublicError';

  constructor() {
    super(
      'This host name does not lead to a public address: it does not exist, or its address is private or reserved, which is blocked. ' +
        'Check the spelling; the server administrator can admit a private one with DEMO_ALLOWED_ENDPOINTS.',
    );
  }
}

/** A refused name takes at least this long, so that time does not tell what the message does not: docs/decisions/0011. */
const REFUSAL_FLOOR_MS = 300;

/**
 * Checks an endpoint's address as it is written, then every address its name resolves to now, so
 * that a form can tell at once.
 * @throws BlockedAddressError; for a name that leads nowhere allowed always a NameNotPublicError; DomainError
 * `endpoint_blocked` when no name server tells in time
 */
export async function assertEndpointAllowed(
  endpointUrl: string,
  policy: GuardPolicy,
  lookUpName: LookUpName,
  { refusalFloorMs = REFUSAL_FLOOR_MS } = {},
): Promise<void> {
  const url = new URL(endpointUrl);
  assertUrlAllowed(url, policy);
  const host = bareHost(url.hostname);
  if (isIP(host)) return;
  const startedAt = performance.now();
  try {
    assertAnswersAllowed(await lookUpName(host), host, policy, portOf(url));
  } catch (error) {
    if (error instanceof NameLookupTimeoutError) {
      throw new BlockedAddressError(`${error.message} Try again, or check its name servers.`);
    }
    await pause(Math.max(0, startedAt + refusalFloorMs - performance.now()));
    throw new NameNotPublicError();
  }
}

/** @throws BlockedAddressError unless scheme, port and host are ones we may call */
export function assertUrlAllowed(url: URL, policy: GuardPolicy): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BlockedAddressError('Only http and https endpoints can be tested.');
  }
  const host = bareHost(url.hostname);
  assertPortAllowed(host, portOf(url), policy);
  if (isIP(host)) assertIpAllowed(host, policy, portOf(url));
  if (isMetadataName(host)) throw new BlockedAddressError(METADATA_REFUSAL);
  if (isLocalName(host) && !policy.allowLocalhost) {
    throw new BlockedAddressError(LOCALHOST_REFUSAL);
  }
}

/** The port that a URL names, or that of its scheme. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** Services of one's own machine are in nobody else's reach; what browsers refuse stays closed there. */
function assertPortAllowed(host: string, port: number, policy: GuardPolicy): void {
  const closed = closedPort(port);
  if (closed === undefined) return;
  if (policy.allowedEndpoints?.at(port).opensPort(host)) return;
  if (!closed.isClosedInBrowsers && policy.allowLocalhost && isThisMachine(host)) return;
  throw new BlockedAddressError(
    `Port ${port} ${closed.what} and is blocked. Serve the model on another port; the server ` +
      'administrator can open this one for a host with DEMO_ALLOWED_ENDPOINTS=host:port.',
  );
}

function isThisMachine(host: string): boolean {
  return isIP(host) ? parseIp(host).range() === 'loopback' : isLocalName(host);
}

/**
 * Judges what a name resolved to; every answer must pass, and there must be one.
 * @throws NameNotPublicError
 */
export function assertAnswersAllowed(
  answers: readonly { address: string }[],
  host: string,
  policy: GuardPolicy,
  port: number,
): void {
  const admitted = policy.allowedEndpoints?.at(port);
  const admitsPrivate = admitted?.admitsName(host) ?? false;
  const isAllowed = ({ address }: { address: string }) => {
    const ip = parseIp(address);
    if (admitsPrivate && isPrivate(ip) && !isMetadata(ip)) return true;
    return refusalOf(ip, policy, admitted) === undefined;
  };
  if (answers.length === 0 || !answers.every(isAllowed)) throw new NameNotPublicError();
}

/** @throws BlockedAddressError unless `address` is public, or admitted by the operator */
export function assertIpAllowed(address: string, policy: GuardPolicy, port: number): void {
  const refusal = refusalOf(parseIp(address), policy, policy.allowedEndpoints?.at(port));
  if (refusal !== undefined) throw new BlockedAddressError(refusal);
}

/** Why an address may not be called; undefined when it may. */
function refusalOf(
  ip: Ip,
  policy: GuardPolicy,
  admitted: AdmittedAtPort | undefined,
): string | undefined {
  if (isMetadata(ip)) return METADATA_REFUSAL;
  if (admitted?.admitsAddress(ip)) return undefined;
  if (ip.range() === 'loopback') return policy.allowLocalhost ? undefined : LOCALHOST_REFUSAL;
  const isPublic = isIpv6(ip) ? isGlobalIpv6(ip) : ip.range() === 'unicast';
  return isPublic ? undefined : RESERVED_REFUSAL;
}

type Ip = ReturnType<typeof ipaddr.parse>;
type Ipv6 = InstanceType<typeof ipaddr.IPv6>;

/** A resolver's answer can carry a zone (`fe80::1%eth0`), which changes nothing about the address. */
function parseIp(address: string): Ip {
  return ipaddr.parse(address.replace(/%.*$/, ''));
}

function isIpv6(ip: Ip): ip is Ipv6 {
  return ip.kind() === 'ipv6';
}

/** What a listed name may lead to besides public addresses: networks of one's own, nothing else. */
function isPrivate(ip: Ip): boolean {
  const isOwn = ['private', 'carrierGradeNat', 'uniqueLocal'].includes(ip.range());
  return isOwn && !(isIpv6(ip) && isIsatap(ip));
}

function isLocalName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Lower case, without the brackets of an IPv6 literal and the dots that end a qualified name. */
export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '');
}

const LOCALHOST_REFUSAL =
  'Endpoints on localhost are blocked on this server. The server administrator can allow them with DEMO_ALLOW_LOCALHOST=true.';
const RESERVED_REFUSAL =
  'This address is in a private or reserved network range, which is blocked. Use a public address; ' +
  'the server administrator can admit a private one with DEMO_ALLOWED_ENDPOINTS.';
const METADATA_REFUSAL = 'This is a cloud metadata address, which is always blocked.';

// Their addresses are refused as well; a name is refused even where it resolves to something else.
const metadataNames = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
];

function isMetadataName(host: string): boolean {
  return metadataNames.some((name) => host === name || host.endsWith(`.${name}`));
}

// Azure's looks public; the others are caught by range, unless the operator admits that range.
const metadataAddresses = new Set([
  '168.63.129.16',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.0.23',
  '169.254.42.42',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'fd00:42::42',
]);

function isMetadata(ip: Ip): boolean {
  if (metadataAddresses.has(ip.toString())) return true;
  return isIpv6(ip) && embeddedIpv4(ip).some((address) => metadataAddresses.has(address));
}

/**
 * The IPv4 addresses that an IPv6 one may be a disguise of: its last 32 bits (mapped, compatible,
 * ISATAP, and NAT64 with whatever prefix, RFC 6052), those of 6to4 (RFC 3056), and those of Teredo,
 * which are inverted (RFC 4380).
 */
function embeddedIpv4({ parts }: Ipv6): string[] {
  const dotted = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const [first, second = 0, third, , , , seventh = 0, last = 0] = parts;
  const found = [dotted(seventh, last)];
  if (first === 0x2002) found.push(dotted(second, third));
  if (first === 0x2001 && second === 0) found.push(dotted(seventh ^ 0xffff, last ^ 0xffff));
  return found;
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
// Within 2000::/3: protocol assignments (Teredo, ORCHID …), documentation, and 6to4, which embeds IPv4.
const reservedWithinGlobal = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
);

function isGlobalIpv6(ip: Ipv6): boolean {
  return (
    ip.match(globalUnicast) &&
    !reservedWithinGlobal.some((range) => ip.match(range)) &&
    !isIsatap(ip)
  );
}

/** ISATAP (RFC 5214) embeds an IPv4 address below any prefix: `…:[02]00:5efe:a.b.c.d`. */
function isIsatap({ parts }: Ipv6): boolean {
  return (parts[4] === 0 || parts[4] === 0x0200) && parts[5] === 0x5efe;
}
