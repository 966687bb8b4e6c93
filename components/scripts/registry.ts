import { hostScript, STATE_FOLDER } from "./shell";

/** Folder on the registry's host that holds its certificates. */
export function certificateFolder(stack: string): string {
  return `${STATE_FOLDER}/registry-${stack}`;
}

/**
 * Makes a certificate authority and the registry's server certificate, once, and prints the CA's certificate. The keys
 * never leave the host. A certificate that runs out within 30 days or names another address is made anew.
 */
export function registryCertificateScript(stack: string, address: string): string {
  const values = { address, folder: certificateFolder(stack) };
  return hostScript({ stack, values, apply: CERTIFICATE, remove: 'rm -rf "$folder"' });
}

/** Makes a host's Docker trust the registry's CA. The daemon reads the folder at each pull: no restart. */
export function registryTrustScript(stack: string, endpoint: string, ca: string): string {
  return hostScript({
    stack,
    values: { folder: `/etc/docker/certs.d/${endpoint}`, ca: ca.trim() },
    apply: 'echo "$ca" | write "$folder/ca.crt"',
    remove: 'rm -rf "$folder"',
  });
}

const CERTIFICATE = String.raw`
valid() {
  openssl verify -CAfile "$folder/ca.crt" -verify_ip "$address" "$folder/tls.crt" &&
    openssl x509 -checkend 2592000 -noout -in "$folder/tls.crt"
}
if ! valid >/dev/null 2>&1; then
  command -v openssl >/dev/null || fail "openssl is missing: install the package openssl"
  umask 077; rm -rf "$folder.new"; mkdir -p "$folder.new"; cd "$folder.new"
  curve='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  openssl req -x509 $curve -days 3650 -subj "/CN=macvlan-fabric $stack" -addext keyUsage=critical,keyCertSign \
    -keyout ca.key -out ca.crt 2>/dev/null
  openssl req $curve -subj "/CN=$address" -keyout tls.key -out tls.csr 2>/dev/null
  printf 'subjectAltName=IP:%s\nextendedKeyUsage=serverAuth\n' "$address" >extensions
  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 825 -extfile extensions -out tls.crt 2>/dev/null
  rm tls.csr extensions; cd /; rm -rf "$folder"; mv "$folder.new" "$folder"
fi
cat "$folder/ca.crt"
`;
