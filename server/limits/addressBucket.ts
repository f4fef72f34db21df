import { createHmac, hkdfSync } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/**
 * Names a client without storing its address: a keyed hash of the IPv4 address or of the IPv6 /64, which
 * is what a household or a machine is given (docs/decisions/0017).
 */
export function createAddressBucket(hexKey: string): (address: string) => string {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(hexKey, 'hex'), '', 'byom/client-address/v1', 32),
  );
  return (address) => createHmac('sha256', key).update(network(address)).digest('base64url');
}

function network(clientAddress: string): string {
  const address = withoutPort(clientAddress);
  if (!ipaddr.isValid(address)) return address;
  const ip = ipaddr.process(address);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  return (ip as InstanceType<typeof ipaddr.IPv6>).parts.slice(0, 4).join(':');
}

/** Some proxies forward `address:port`; a new port must not make a new client. */
function withoutPort(address: string): string {
  const [, ip6, ip4] = /^(?:\[(.+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(address) ?? [];
  return ip6 ?? ip4 ?? address;
}
