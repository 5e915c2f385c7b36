import { readFile } from "node:fs/promises";
import type { pki, pkcs12 } from "node-forge";
import { ProviderError } from "../runtime/error.ts";

/** A certificate and its private key, as PEM text. */
export interface ClientCertificate {
  readonly pem: string;
  /** Of the private key, if that is still encrypted. */
  readonly password: string | undefined;
}

/**
 * Reads a certificate with its private key from a PEM or a PKCS#12 file (`.pfx`, `.p12`), which the login library does
 * not take.
 *
 * @throws {ProviderError} when the file cannot be read, holds something else, or the password does not open it.
 */
export async function readCertificate(
  path: string,
  password: string | undefined,
): Promise<ClientCertificate> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw new ProviderError(`The client certificate's file cannot be read: ${path}`);
  }
  const text = bytes.toString("latin1");
  if (text.includes("-----BEGIN CERTIFICATE-----") && text.includes("PRIVATE KEY-----")) {
    return { pem: text, password };
  }
  return { pem: await pemOfPkcs12(path, text, password ?? ""), password: undefined };
}

async function pemOfPkcs12(path: string, der: string, password: string): Promise<string> {
  const { default: forge } = await import("node-forge");
  let store: pkcs12.Pkcs12Pfx;
  try {
    store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
  } catch (error) {
    const wrongPassword = error instanceof Error && /password|MAC/i.test(error.message);
    throw new ProviderError(
      wrongPassword
        ? `The password does not open the client certificate ${path} (ARM_CLIENT_CERTIFICATE_PASSWORD).`
        : `${path} is neither a PEM nor a PKCS#12 file with a certificate and its private key.`,
    );
  }
  const { certBag, pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  const bags = (type: string | undefined) => store.getBags({ bagType: type ?? "" })[type ?? ""] ?? [];
  const key = [...bags(pkcs8ShroudedKeyBag), ...bags(keyBag)].find((bag) => bag.key !== undefined)?.key;
  const certificates = bags(certBag).flatMap(({ cert }) => cert ?? []);
  if (key == null || certificates.length === 0) {
    throw new ProviderError(
      `${path} lacks a certificate or its private key, of which RSA only is supported.`,
    );
  }
  const ordered = certificates.toSorted((one) => (belongsTo(one, key) ? -1 : 1));
  return forge.pki.privateKeyToPem(key) + ordered.map((each) => forge.pki.certificateToPem(each)).join("");
}

/** The login is made with the first certificate of the file, the others are its issuers. */
function belongsTo(certificate: pki.Certificate, key: pki.PrivateKey): boolean {
  const publicKey = certificate.publicKey;
  return "n" in publicKey && "n" in key && publicKey.n.equals(key.n);
}
