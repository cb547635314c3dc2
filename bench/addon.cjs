'use strict';
/**
 * Preloaded (`node --require`) to choose ssh2's native crypto addon: RTAIL_BENCH_ADDON is the path of a build, or
 * `none` to simulate a machine on which it could not be built.
 */
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (!request.endsWith('sshcrypto.node')) return resolve.call(this, request, ...rest);
  if (process.env.RTAIL_BENCH_ADDON === 'none') throw new Error('the addon is hidden for a benchmark');
  return process.env.RTAIL_BENCH_ADDON;
};
