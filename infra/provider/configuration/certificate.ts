import { readFile } from "node:fs/promises";
import { ProviderError } from "../error.ts";

/**
 * A certificate with its private key as PEM text.
 *
 * @throws ProviderError when the file cannot be read or holds something else.
 */
export async function readCertificate(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw new ProviderError(`The client certificate's file cannot be read: ${path}`);
  }
  const text = bytes.toString("latin1");
  if (text.includes("-----BEGIN CERTIFICATE-----") && text.includes("PRIVATE KEY-----")) return text;
  throw new ProviderError(
    `${path} is not a PEM file with both a certificate and its private key. A PKCS#12 file is turned into one by ` +
      "`openssl pkcs12 -in FILE.pfx -nodes -out FILE.pem`.",
  );
}
