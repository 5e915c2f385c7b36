// Has to be loaded before @peculiar/x509, which resolves its own services through it.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as x509 from "@peculiar/x509";
import { EmulatorError } from "../error.ts";

/** What the https server needs, and the authority that clients have to trust. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  /** PEM of the authority. */
  readonly caCertificate: string;
  /** PEM file of the authority, for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`. */
  readonly caCertificateFile: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const year = 365 * 86_400_000;

/**
 * A certificate for `localhost` signed by the authority in `folder`, which is made on first use and then stays, so that
 * who trusts it once can go on. Its key is readable by its owner only.
 *
 * @param names of further hosts that the server answers for
 */
export async function issueServerCertificate(
  folder: string,
  names: readonly string[] = [],
): Promise<ServerCertificate> {
  const authority = await loadOrCreateAuthority(folder);
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: "CN=localhost",
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + year),
    signingKey: authority.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...["localhost", ...names].map((value) => ({ type: "dns" as const, value })),
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  });
  return {
    key: await privateKeyPem(keys.privateKey),
    cert: certificate.toString("pem"),
    caCertificate: authority.certificate.toString("pem"),
    caCertificateFile: authority.certificateFile,
  };
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
  readonly certificateFile: string;
}

async function loadOrCreateAuthority(folder: string): Promise<Authority> {
  const certificateFile = path.join(folder, "ca.pem");
  const keyFile = path.join(folder, "ca.key");
  const [certificatePem, keyPem] = await Promise.all([readIfThere(certificateFile), readIfThere(keyFile)]);
  if (certificatePem !== undefined && keyPem !== undefined) {
    const kept = await parseAuthority(certificatePem, keyPem, certificateFile);
    if (kept.certificate.notAfter.getTime() - Date.now() > year) return kept;
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=entra-scim-kit emulator authority",
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 10 * year),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, await privateKeyPem(keys.privateKey), { mode: 0o600 });
  await chmod(keyFile, 0o600);
  await writeFile(certificateFile, `${certificate.toString("pem")}\n`);
  return { certificate, privateKey: keys.privateKey, certificateFile };
}

async function parseAuthority(
  certificatePem: string,
  keyPem: string,
  certificateFile: string,
): Promise<Authority> {
  try {
    const certificate = new x509.X509Certificate(certificatePem);
    const der = x509.PemConverter.decodeFirst(keyPem);
    const privateKey = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
    return { certificate, privateKey, certificateFile };
  } catch {
    const folder = path.dirname(certificateFile);
    throw new EmulatorError(
      `The certificate authority in ${folder} is not readable. Delete ca.pem and ca.key there.`,
    );
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

function serialNumber(): string {
  // The leading 01 keeps the number positive, as RFC 5280 section 4.1.2.2 asks.
  return `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;
}
