import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clipboardSequence, copyText } from '../../src/ui/effects.ts';

describe('copying', () => {
  it('uses OSC 52 on the terminal, in base64 of UTF-8', async () => {
    const said: string[] = [];
    const told = await copyText('naïve 日本', 'the record', sequence => said.push(sequence));
    expect(said).toEqual([`\x1b]52;c;${Buffer.from('naïve 日本').toString('base64')}\x07`]);
    expect(told).toMatch(/^Copied the record \(13B\) with OSC 52/);
  });

  it('saves text that no terminal would accept to a file, and reports where', async () => {
    const text = 'line\n'.repeat(20_000);
    expect(clipboardSequence(text)).toBeNull();
    const told = await copyText(text, '20000 records', () => expect.unreachable());
    const path = /saved to (\S+) instead$/.exec(told)![1]!;
    expect(readFileSync(path, 'utf8')).toBe(`${text}\n`);
    rmSync(dirname(path), { recursive: true });
  });
});
