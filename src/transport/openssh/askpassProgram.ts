/**
 * The program that ssh runs to ask a question (SSH_ASKPASS): passes the prompt to us over a Unix socket and
 * prints the answer. It is written to a private folder, because an installed rtail is one bundled file.
 * `RTAIL_ASKPASS` is the socket, `RTAIL_ASKPASS_HOP` identifies the login. Exit 1: nobody answered, or the
 * user declined.
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
