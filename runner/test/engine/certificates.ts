/** The text of a certificate or key: its bytes in base64 between the PEM lines. */
const pem = (what: string, base64: readonly string[]): string =>
  `-----BEGIN ${what}-----\n${base64.join('').replaceAll(/.{64}/g, '$&\n')}\n-----END ${what}-----\n`;

/** Self-signed, for localhost and 127.0.0.1, from 2020 to 2120. It protects nothing but tests. */
export const SERVER_CERTIFICATE = pem('CERTIFICATE', [
  'MIIBdDCCARugAwIBAgIBBjAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBzZXJ2ZXIgb2YgYSB0ZXN0MCAXDTIwMDEwMTAwMDAw',
  'MFoYDzIxMjAwMTAxMDAwMDAwWjAbMRkwFwYDVQQDDBBzZXJ2ZXIgb2YgYSB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD',
  'QgAEudg/yJ0MiQ9nA0iC26KgXSwoGme/TQa2Gl4EmLYIV1kWSWHEhTWLJH7LZpPeT1KwD2o3Gn/M/tWUZDuOzuuWTqNOMEww',
  'DwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFDj6GrULaZwt8QJnnnUxsxVL',
  'ZrtaMAoGCCqGSM49BAMCA0cAMEQCIB9rATFhIGpb1U/WcmOA782Kz04jWea232lvgN6qFDY1AiA9A1vnJz2G4IO13BHSiSap',
  'zkp+ziQk3JuCofYzmEu/fg==',
]);

/** The key of {@link SERVER_CERTIFICATE}. */
export const SERVER_KEY = pem('PRIVATE KEY', [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjDg4x9+DwOv0kjOI/RbauKJN8pV4TOE11GcMk8QfcdihRANC',
  'AAS52D/InQyJD2cDSILboqBdLCgaZ79NBrYaXgSYtghXWRZJYcSFNYskfstmk95PUrAPajcaf8z+1ZRkO47O65ZO',
]);

/** The client certificate of the tests; also self-signed. */
export const CLIENT_CERTIFICATE = pem('CERTIFICATE', [
  'MIIBVzCB/6ADAgECAgECMAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEGNsaWVudCBvZiBhIHRlc3QwIBcNMjAwMTAxMDAwMDAw',
  'WhgPMjEyMDAxMDEwMDAwMDBaMBsxGTAXBgNVBAMMEGNsaWVudCBvZiBhIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC',
  'AAQWrzyh3mC1LqI1mqlRIa204lDzqKtZ6eknvowCDLHugDpLb3IAbYXT22oeFmiQXvuqud8yH4uR2HPGnl3sywOrozIwMDAP',
  'BgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBR31WmwlrvzA6V5m2prCicJl4PttDAKBggqhkjOPQQDAgNHADBEAiBY1gqTYre6',
  'F3VP5GjU+LDjxcTRu08L/309k68fv4mMqQIgfTOY0TchtoZUNnICKSQwSoQ1qGLWFGCRgHXgoUXgJ7M=',
]);

/** The key of {@link CLIENT_CERTIFICATE}. */
export const CLIENT_KEY = pem('PRIVATE KEY', [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTMJk9/+B4893kf3xErBoB7gNFDrS8tiK2cc8wmfmLWOhRANC',
  'AAQWrzyh3mC1LqI1mqlRIa204lDzqKtZ6eknvowCDLHugDpLb3IAbYXT22oeFmiQXvuqud8yH4uR2HPGnl3sywOr',
]);
