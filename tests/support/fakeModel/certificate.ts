import { generateKeyPairSync, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/**
 * Issues a certificate that is signed by its own key, as PEM texts for a server. Encoded by hand as
 * RFC 5280 has it, since Node reads certificates but makes none.
 * @param host the DNS name or IPv4 address it is for
 */
export function selfSignedCertificate(
  host: string,
  { validFrom = daysFromNow(-2), validTo = daysFromNow(2) } = {},
): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid(COMMON_NAME), der(UTF8_STRING, Buffer.from('The fake')))));
  const toBeSigned = sequence(
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1)),
    sequence(oid(ECDSA_WITH_SHA256)),
    name,
    sequence(time(validFrom), time(validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid(SUBJECT_ALT_NAME), der(OCTETS, sequence(altName(host)))))),
  );
  const signature = der(BITS, Buffer.of(0), sign('sha256', toBeSigned, privateKey));
  const certificate = sequence(toBeSigned, sequence(oid(ECDSA_WITH_SHA256)), signature);
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

// Tags of ASN.1, and object identifiers in their encoded form.
const INTEGER = 0x02;
const BITS = 0x03;
const OCTETS = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const longForm = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : longForm)), content]);
}

function sequence(...items: Buffer[]): Buffer {
  return der(0x30, ...items);
}

function set(...items: Buffer[]): Buffer {
  return der(0x31, ...items);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** Two digits of the year and so on, to the second. */
function time(date: Date): Buffer {
  return der(UTC_TIME, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
}

function altName(host: string): Buffer {
  return isIPv4(host)
    ? der(0x87, Buffer.from(host.split('.').map(Number)))
    : der(0x82, Buffer.from(host));
}
