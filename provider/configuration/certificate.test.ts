import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import forge from "node-forge";
import { beforeAll, describe, expect, test } from "vitest";
import { readCertificate } from "./certificate.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "certificate-"));
let keys: forge.pki.rsa.KeyPair;
let leaf: forge.pki.Certificate;
let issuer: forge.pki.Certificate;

function certificate(
  name: string,
  publicKey: forge.pki.PublicKey,
  signer: forge.pki.rsa.PrivateKey,
): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  made.setSubject([{ name: "commonName", value: name }]);
  made.setIssuer([{ name: "commonName", value: "issuer" }]);
  made.sign(signer, forge.md.sha256.create());
  return made;
}

function pkcs12(password: string, algorithm: "3des" | "aes256"): string {
  const store = forge.pkcs12.toPkcs12Asn1(keys.privateKey, [issuer, leaf], password, { algorithm });
  const file = path.join(folder, `${algorithm}.pfx`);
  writeFileSync(file, forge.asn1.toDer(store).getBytes(), "latin1");
  return file;
}

beforeAll(() => {
  keys = forge.pki.rsa.generateKeyPair(2048);
  const authority = forge.pki.rsa.generateKeyPair(2048);
  issuer = certificate("issuer", authority.publicKey, authority.privateKey);
  leaf = certificate("deployment", keys.publicKey, authority.privateKey);
});

describe("a client certificate", () => {
  test.each(["3des", "aes256"] as const)(
    "is read from PKCS#12 (%s), its own before its issuers",
    async (algorithm) => {
      const { pem, password } = await readCertificate(pkcs12("secret", algorithm), "secret");
      expect(password).toBeUndefined();
      expect(new X509Certificate(pem).subject).toBe("CN=deployment");
      expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem))).toBe(true);
    },
  );

  test("a wrong password is told, and not shown", async () => {
    const read = readCertificate(pkcs12("secret", "aes256"), "guess");
    await expect(read).rejects.toThrow(
      /The password does not open .*aes256\.pfx \(ARM_CLIENT_CERTIFICATE_PASSWORD\)/,
    );
  });

  test("PEM is taken as it is", async () => {
    const text = forge.pki.privateKeyToPem(keys.privateKey) + forge.pki.certificateToPem(leaf);
    const file = path.join(folder, "deployment.pem");
    writeFileSync(file, text);
    expect(await readCertificate(file, undefined)).toEqual({ pem: text, password: undefined });
  });

  test("another file is told apart from one that is not there", async () => {
    await expect(readCertificate(import.meta.filename, undefined)).rejects.toThrow(
      /neither a PEM nor a PKCS#12/,
    );
    await expect(readCertificate("/nowhere.pfx", undefined)).rejects.toThrow("cannot be read: /nowhere.pfx");
  });
});
