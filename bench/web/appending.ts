import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { numberedRecord } from '../../test/web/helpers/scriptedLogs.ts';

const page = (
  cap: number,
): string => `<!doctype html><style>p{margin:0;font:12px/18px monospace;white-space:pre}</style><body><script>
const socket = new WebSocket('ws://' + location.host);
socket.onmessage = ({ data }) => {
  for (const line of JSON.parse(data)) {
    const row = document.createElement('p');
    row.textContent = line;
    document.body.append(row);
  }
  while (document.body.childElementCount > ${Number.isFinite(cap) ? cap : 1e9}) document.body.firstElementChild.remove();
  scrollTo(0, document.body.scrollHeight);
};
</script>`;

/** Starts a viewer that appends every line to the document, as many do; `cap`: how many it keeps. */
export const startAppending = async (
  perSecond: number,
  cap: number,
): Promise<{ readonly address: string; close(): void }> => {
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(page(cap));
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  let id = 0;
  const timer = setInterval(() => {
    const lines = Array.from({ length: Math.ceil(perSecond / 20) }, () => numberedRecord(id++).text);
    for (const socket of sockets.clients) socket.send(JSON.stringify(lines));
  }, 50);
  await new Promise<void>(done => http.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    close: () => {
      clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
    },
  };
};
