/**
 * What ssh runs to ask something (SSH_ASKPASS): hands the prompt to us over a unix socket and prints the answer.
 * It is written to a private folder, because an installed rtail is one bundled file. `RTAIL_ASKPASS` is the socket,
 * `RTAIL_ASKPASS_HOP` says which login it belongs to. Exit 1: nobody answered, or the person declined.
 */
export const askpassProgram = (node: string): string => `#!${node}
const { connect } = require('node:net');
const socket = connect(process.env.RTAIL_ASKPASS);
let answer = '';
socket.setEncoding('utf8');
socket.on('data', chunk => { answer += chunk; });
socket.on('error', () => { process.exitCode = 1; });
socket.on('end', () => {
  const { text } = JSON.parse(answer || '{}');
  if (typeof text === 'string') process.stdout.write(text + '\\n');
  else process.exitCode = 1;
});
socket.end(JSON.stringify({
  hop: process.env.RTAIL_ASKPASS_HOP,
  prompt: process.argv[2] ?? '',
  kind: process.env.SSH_ASKPASS_PROMPT ?? 'text',
}));
`;
