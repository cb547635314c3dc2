/** A TLS failure in plain words; OpenSSL's message only if we have no explanation. */
export interface TlsFailure {
  readonly message: string;
  readonly advice: string;
}

const ADVICE = {
  wanted: 'use a certificate that it accepts (--redis-cert, --redis-key)',
  refused:
    'present a certificate that it accepts (--redis-cert, --redis-key): see its setting tls-ca-cert-file',
  nothingInCommon: 'it must speak TLS 1.2 or 1.3: see its settings tls-protocols and tls-ciphers',
  untrusted: 'set --redis-ca to the authority that signed its certificate',
  otherName: 'use the host name in its certificate, or give it a certificate for this name',
  untimely: "renew the server's certificate, or correct the clocks",
  unfit: 'give the server another certificate',
  plain: 'this port does not speak TLS: try redis:// instead of rediss://',
  brokenOff: "check the server's log",
} as const;

type Advice = keyof typeof ADVICE;
type Row = readonly [advice: Advice, message: string];

const REFUSED = 'the server does not accept our certificate';
const NO_VERSION = 'no TLS version in common with the server';

/** Alerts of the server (RFC 8446 §6.2), by number: their names depend on the version of OpenSSL. */
const ALERTS: ReadonlyMap<number, Row> = new Map([
  [40, ['nothingInCommon', 'the server refuses the handshake']],
  [41, ['wanted', 'the server requires a client certificate']],
  [42, ['refused', REFUSED]],
  [43, ['refused', `${REFUSED}: it does not support this type`]],
  [44, ['refused', `${REFUSED}: it was revoked`]],
  [45, ['refused', `${REFUSED}: it has expired, or is not valid yet`]],
  [46, ['refused', REFUSED]],
  [48, ['refused', `${REFUSED}: it does not know the authority that signed it`]],
  [49, ['refused', `${REFUSED}: it denies access with it`]],
  [51, ['refused', `${REFUSED}: it could not verify it`]],
  [70, ['nothingInCommon', NO_VERSION]],
  [71, ['nothingInCommon', 'the server requires stronger ciphers than ours']],
  [86, ['nothingInCommon', NO_VERSION]],
  [112, ['otherName', 'the server has no certificate for this name']],
  [116, ['wanted', 'the server requires a client certificate']],
]);

const untrusted = (why: string): Row => ['untrusted', `its certificate is not trusted: ${why}`];
const UNKNOWN_AUTHORITY = untrusted('the authority that signed it is unknown on this machine');
const OTHER_NAME: Row = ['otherName', 'its certificate is for other names'];
const LONG_CHAIN: Row = ['unfit', 'too many authorities between its certificate and a trusted one'];
const NOT_TLS: Row = ['plain', 'the server does not speak TLS'];

/** Our objections to the server, by the codes of Node and OpenSSL. */
const CODES: Readonly<Record<string, Row>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('the server signed it itself'),
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: untrusted('another authority with the same name signed it'),
  CERT_UNTRUSTED: untrusted('its authority is not trusted for servers'),
  CERT_REJECTED: untrusted('its authority is not trusted for servers'),
  INVALID_CA: untrusted('its signer is not a certificate authority'),
  CERT_HAS_EXPIRED: ['untimely', 'its certificate has expired'],
  CERT_NOT_YET_VALID: ['untimely', 'its certificate is not valid yet'],
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_NAME,
  ERR_TLS_CERT_ALTNAME_FORMAT: OTHER_NAME,
  HOSTNAME_MISMATCH: OTHER_NAME,
  CERT_REVOKED: ['unfit', 'its certificate was revoked'],
  INVALID_PURPOSE: ['unfit', 'its certificate is not a server certificate'],
  CERT_CHAIN_TOO_LONG: LONG_CHAIN,
  PATH_LENGTH_EXCEEDED: LONG_CHAIN,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_HTTP_REQUEST: NOT_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['nothingInCommon', NO_VERSION],
  ERR_SSL_DH_KEY_TOO_SMALL: ['nothingInCommon', 'the keys that the server offers are too short'],
};

interface NodeError extends Error {
  readonly code?: string;
  /** OpenSSL's message, without the position in its source. */
  readonly reason?: string;
}

/** Explains an error of Node's; null: it does not concern TLS. */
export const tlsFailure = (error: unknown, hasCertificate: boolean): TlsFailure | null => {
  if (!(error instanceof Error)) return null;
  const { code = '', reason, message } = error as NodeError;
  const alert = Number(/SSL alert number (\d+)/.exec(message)?.[1] ?? 0);
  const named = ALERTS.get(alert) ?? CODES[code];
  // Before TLS 1.3, no alert reports a missing certificate.
  if (named && !hasCertificate && (alert === 40 || named[0] === 'refused'))
    return {
      message: 'the server refuses the handshake; it may require a client certificate',
      advice: ADVICE.wanted,
    };
  if (named) return { message: detailed(named[1], code, reason), advice: ADVICE[named[0]] };
  if (alert > 0)
    return {
      message: `the server aborted the TLS handshake (${reason ?? `alert ${alert}`})`,
      advice: ADVICE.brokenOff,
    };
  if (code.startsWith('ERR_SSL_'))
    return { message: `TLS failed: ${reason ?? message}`, advice: ADVICE.brokenOff };
  // OpenSSL's other certificate errors have codes in capitals, distinct from those of the system and of Node.
  return /^(UNSPECIFIED|UNABLE_TO_|CERT_|CRL_|ERROR_IN_C|INVALID_|HOSTNAME_)/.test(code)
    ? { message: `its certificate was rejected: ${message}`, advice: ADVICE.unfit }
    : null;
};

/** Adds the certificate's names, which Node reports. */
const detailed = (message: string, code: string, reason: string | undefined): string =>
  code.startsWith('ERR_TLS_CERT') && reason ? `${message}: ${reason.replace(/[:.\s]+$/, '')}` : message;
