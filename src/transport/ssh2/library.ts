import agent from 'ssh2/lib/agent.js';
import Client from 'ssh2/lib/client.js';
import keyParser from 'ssh2/lib/protocol/keyParser.js';

/*
 * The parts of ssh2 that a client needs. Its index would also load a server, and HTTP and TLS for agents that we do not
 * use: a quarter of the time that ssh2 takes to load.
 */
export { Client };
export const { createAgent } = agent;
export const { parseKey } = keyParser;
