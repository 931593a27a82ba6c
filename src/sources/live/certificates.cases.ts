// Certificates for test servers and clients, made when a test starts: X.509 in DER by hand, since Node only reads them.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** A certificate and its key, in PEM. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/** An authority that test certificates are signed by. */
export interface TestAuthority {
  readonly cert: string
  /** A certificate for servers on this machine, `127.0.0.1` and `localhost`, and for clients of that name. */
  issue(commonName: string): TestCertificate
}

/** @returns a new authority, trusted by nobody yet */
export function testAuthority(): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = distinguishedName('sparekey test authority')
  let serial = 1
  const make = (subject: Buffer, subjectKey: KeyObject, extensions: readonly Buffer[]): string => {
    const algorithm = sequence(oid('2a8648ce3d040302'))
    const body = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.from([serial++])),
      algorithm,
      name,
      sequence(time('20200101000000Z'), time('20990101000000Z')),
      subject,
      subjectKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    )
    const signature = sign('sha256', body, keys.privateKey)
    return pem('CERTIFICATE', sequence(body, algorithm, bits(signature)))
  }
  return {
    cert: make(name, keys.publicKey, [extension('551d13', true, sequence(der(0x01, Buffer.from([0xff]))))]),
    issue(commonName) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const names = sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost')))
      const cert = make(distinguishedName(commonName), own.publicKey, [extension('551d11', false, names)])
      return { cert, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
    },
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function bits(content: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), content]))
}

function time(text: string): Buffer {
  return der(0x18, Buffer.from(text))
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))))
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value))
}

function pem(label: string, content: Buffer): string {
  return `-----BEGIN ${label}-----\n${(content.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`
}
