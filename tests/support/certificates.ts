import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificates {
  /** PEM text of an authority that nobody knows. */
  authority: string;
  /** PEM texts for a server of the given names, signed by that authority. */
  server: { key: string; cert: string };
}

/** Makes an authority and a certificate for `hostNames` with the `openssl` program. */
export function makeCertificates(hostNames: string[]): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'byom-certificates-'));
  const openssl = (command: string) =>
    execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'pipe' });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  try {
    writeFileSync(join(folder, 'config'), config(hostNames));
    const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -config config';
    openssl(`req -x509 ${newKey} -keyout ca.key -out ca.pem -days 2 -extensions authority`);
    openssl(`req ${newKey} -keyout server.key -out server.csr -subj /CN=server`);
    openssl(
      'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 2 ' +
        '-extfile config -extensions server -out server.pem',
    );
    return {
      authority: read('ca.pem'),
      server: { key: read('server.key'), cert: read('server.pem') },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function config(hostNames: string[]): string {
  return [
    '[req]',
    'distinguished_name = name',
    'prompt = no',
    '[name]',
    'CN = Authority of the tests',
    '[authority]',
    'basicConstraints = critical, CA:TRUE',
    'keyUsage = critical, keyCertSign',
    '[server]',
    `subjectAltName = ${hostNames.map((name) => `DNS:${name}`).join(', ')}`,
    '',
  ].join('\n');
}
