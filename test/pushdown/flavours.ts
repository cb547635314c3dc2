import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFacts } from '../../src/core/facts.ts';
import { BUSYBOX, GNU } from './runRemote.ts';

const there = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Creates a PATH with different versions of some tools, as links in a folder with that name below `root`. */
export const pathWith = (root: string, { name, tools }: Flavour): string => {
  const bin = join(root, name);
  mkdirSync(bin);
  for (const [tool, program] of Object.entries(tools)) {
    const target = spawnSync('sh', ['-c', `command -v ${program}`])
      .stdout.toString()
      .trim();
    symlinkSync(target, join(bin, tool));
  }
  return `${bin}:${process.env['PATH']}`;
};

/** The tools of a host, as far as they are installed on this machine. */
export interface Flavour {
  readonly name: string;
  readonly facts: HostFacts;
  readonly tools: Readonly<Record<string, string>>;
}

const box = Object.fromEntries(
  ['tail', 'grep', 'awk', 'head', 'cat', 'ls', 'wc', 'sleep', 'gzip', 'dd'].map(tool => [tool, 'busybox']),
);
export const FLAVOURS = (
  [
    { name: 'GNU tools and gawk', facts: GNU, tools: { awk: 'gawk' } },
    { name: 'GNU tools and mawk', facts: { ...GNU, awk: 'mawk' }, tools: { awk: 'mawk' } },
    {
      name: 'GNU tools and the one true awk',
      facts: { ...GNU, awk: 'bwk' },
      tools: { awk: 'original-awk' },
    },
    {
      name: 'the one true awk, no grep',
      facts: { ...GNU, grep: 'none', awk: 'bwk' },
      tools: { awk: 'original-awk' },
    },
    { name: 'neither grep nor awk', facts: { ...GNU, grep: 'none', awk: 'none' }, tools: {} },
    { name: 'BusyBox', facts: BUSYBOX, tools: box },
    { name: 'BusyBox, awk only', facts: { ...BUSYBOX, grep: 'none' }, tools: box },
  ] satisfies readonly Flavour[] as readonly Flavour[]
).filter(({ tools }) => Object.values(tools).every(there));
