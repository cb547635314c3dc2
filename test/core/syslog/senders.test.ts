import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSyslogHead } from '../../../src/core/syslog/message.ts';
import { Senders, senderLimits } from '../../../src/core/syslog/senders.ts';

const from = (senders: Senders, peer: string, line: string): string => {
  const { host, log } = senders.of(peer, readSyslogHead(line));
  return `${host}:${log}`;
};

describe('sources of syslog messages', () => {
  it.each([
    ['<1>Nov 28 20:20:08 vm app: x', 'vm:app'],
    ['<1>Nov 28 20:20:08 app: x', '10.0.0.9:app'],
    ['<1>Nov 28 20:20:08 vm some text', 'vm:syslog'],
    ['<1>some text', '10.0.0.9:syslog'],
    ['some text', '10.0.0.9:raw'],
    ['<1>1 - ../../etc/passwd \x1b[31mred\x07 - - - x', '../../etc/passwd:__31mred_'],
  ])('%s comes from %s', (line, name) => {
    expect(from(new Senders(senderLimits(10)), '10.0.0.9', line)).toBe(name);
  });

  it('shows the address of a second peer that claims the same host', () => {
    const senders = new Senders(senderLimits(10));
    expect(from(senders, '10.0.0.9', '<1>Nov 28 20:20:08 vm app: x')).toBe('vm:app');
    expect(from(senders, '10.0.0.66', '<1>Nov 28 20:20:08 vm app: x')).toBe('vm(10.0.0.66):app');
    expect(from(senders, '10.0.0.9', '<1>Nov 28 20:20:08 vm db: x')).toBe('vm:db');
  });

  it('leaves room for others when one peer invents names', () => {
    const senders = new Senders(senderLimits(8));
    const made = Array.from({ length: 100 }, (_, index) =>
      from(senders, 'evil', `<1>Nov 28 20:20:08 h a${index}: x`),
    );
    expect(made.filter(name => name === 'evil:other')).toHaveLength(96);
    expect(from(senders, 'good', '<1>Nov 28 20:20:08 vm app: x')).toBe('vm:app');
  });

  it('takes names that are shown alike for one, however many spellings there are', () => {
    const senders = new Senders(senderLimits(2));
    const spellings = Array.from({ length: 50 }, (_, index) => `a${String.fromCharCode(0xa0 + index)}`);
    for (let round = 0; round < 2; round++)
      for (const tag of spellings) expect(from(senders, 'p', `<1>1 - vm ${tag} - - - x`)).toBe('vm:a_');
    expect(senders.size).toBe(1);
  });

  it('is bounded, and assigns each message to the same source again', () => {
    const message = fc.record({
      peer: fc.nat({ max: 40 }),
      host: fc.nat({ max: 20 }),
      tag: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 300 }), fc.integer({ min: 1, max: 30 }), (messages, max) => {
        const limits = senderLimits(max);
        const senders = new Senders(limits);
        const assign = () =>
          messages.map(({ peer, host, tag }) =>
            senders.of(`p${peer}`, readSyslogHead(`<1>Nov 28 20:20:08 h${host} t${tag}: x`)),
          );
        const all = assign();
        const ids = new Set(all.map(({ id }) => id));
        expect(ids.size).toBeLessThanOrEqual(max + limits.maxOthers + 1);
        expect(new Set(all.map(({ host, log }) => `${host}:${log}`)).size).toBe(ids.size);
        expect([...ids].toSorted((a, b) => a - b)).toEqual([...ids.keys()].map((_, index) => index));
        expect(assign()).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });
});
