/** The inner modules of ssh2 that we load, in the terms of its index. */
declare module 'ssh2/lib/client.js' {
  import { Client } from 'ssh2';
  export default Client;
}

declare module 'ssh2/lib/agent.js' {
  import type { createAgent } from 'ssh2';

  const agent: { readonly createAgent: typeof createAgent };
  export default agent;
}

declare module 'ssh2/lib/protocol/keyParser.js' {
  import type { utils } from 'ssh2';

  const keyParser: Pick<typeof utils, 'parseKey'>;
  export default keyParser;
}
