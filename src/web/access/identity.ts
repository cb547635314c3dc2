import { BlockList, isIP } from 'node:net';

/**
 * The user according to a reverse proxy: nobody (the proxy is not trusted, or sent nothing), or a name; `wrong` if the
 * headers cannot be believed.
 */
export type ProxyIdentity =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'wrong'; readonly why: string };

/** The parts of a request that determine its identity. */
export interface IdentityRequest {
  /** Names and values alternately, as received. */
  readonly rawHeaders: readonly string[];
  /** Undefined for a Unix socket. */
  readonly address: string | undefined;
}

/** Parses networks (`10.0.0.0/8`), addresses, or `unix` for the Unix socket. Throws on anything else. */
export const trustedProxies = (texts: readonly string[]): ((address: string | undefined) => boolean) => {
  const list = new BlockList();
  let unix = false;
  for (const text of texts) {
    if (text === 'unix') {
      unix = true;
      continue;
    }
    const [address = '', bits] = text.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || prefix < 0 || prefix > most)
      throw new Error(`expected a network such as 10.0.0.0/8, or unix, not ${JSON.stringify(text)}`);
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return address => {
    if (address === undefined) return unix;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
};

/** Normalises header names that some servers treat as equal. */
const folded = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** A user's name: nothing that could be mistaken for another name or break a log line. */
const NAME = /^[\x21-\x7e]{1,128}$/;

/**
 * Reads the user name sent by a trusted proxy, from exactly one header of that name. A second header, or a twin with
 * underscores, may come from the client and have passed through the proxy; a header listed in `Connection` may have
 * been dropped or kept by mistake.
 */
export const proxyIdentity = (
  request: IdentityRequest,
  header: string,
  isTrusted: (address: string | undefined) => boolean,
): ProxyIdentity => {
  if (!isTrusted(request.address)) return { kind: 'none' };
  const wanted = folded(header);
  const found: { name: string; value: string }[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!;
    const value = request.rawHeaders[i + 1]!;
    if (folded(name) === wanted) found.push({ name, value });
    const dropped =
      name.toLowerCase() === 'connection' && value.split(',').some(one => folded(one.trim()) === wanted);
    if (dropped) return { kind: 'wrong', why: `Connection names ${header}` };
  }
  const [one] = found;
  if (one === undefined) return { kind: 'none' };
  if (found.length > 1) return { kind: 'wrong', why: `${header} was sent more than once` };
  if (one.name.toLowerCase() !== header.toLowerCase())
    return { kind: 'wrong', why: `it was sent as ${JSON.stringify(one.name)}` };
  const name = one.value.trim();
  return NAME.test(name) ? { kind: 'user', name } : { kind: 'wrong', why: `${header} contains no name` };
};
