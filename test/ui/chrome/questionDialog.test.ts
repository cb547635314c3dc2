import { describe, expect, it } from 'vitest';
import type { SessionSnapshot } from '../../../src/session/live/snapshot.ts';
import { AWAITING_ANSWER } from '../../../src/session/run/connecting.ts';
import type { Question } from '../../../src/transport/transport.ts';
import { questionsBehind } from '../../../src/ui/chrome/loginAnswer.ts';
import { questionDialog } from '../../../src/ui/chrome/questionDialog.ts';
import { MIN_SIZE } from '../../../src/ui/chrome/tooSmall.ts';
import type { ScreenState } from '../../../src/ui/state/screen.ts';

const FINGERPRINT = 'SHA256:2mCKPehCgahHRYC8CrM6fIZtOYAxEiWF5iI/SM+rrYk';
const KEY: Question = {
  ...{ kind: 'host-key', host: 'web-02', address: 'web-02.internal:22' },
  ...{ keyType: 'ssh-ed25519', fingerprint: FINGERPRINT },
} as Question;
const CODE: Question = {
  ...{ kind: 'keyboard-interactive', host: 'web-02', user: 'deploy', again: true, name: '' },
  instruction: Array.from({ length: 30 }, (_, i) => `Rule ${i} of this company`).join('\n'),
  prompts: [{ text: 'Code: ', echo: true }],
} as Question;

const linesOf = (question: Question, size: { columns: number; rows: number }, waiting = 0) => {
  const state = { answer: null } as ScreenState;
  const { lines, title, height } = questionDialog(state, { id: 1, question }, waiting, size);
  return { title, height, lines: lines.map(spans => spans.map(({ text }) => text).join('')) };
};

describe('a question', () => {
  it.each([MIN_SIZE, { columns: 60, rows: 9 }, { columns: 80, rows: 24 }, { columns: 300, rows: 60 }])(
    'shows the whole fingerprint of a host key on $columns×$rows',
    size => {
      const { lines, height } = linesOf(KEY, size);
      expect(lines.join('')).toContain(FINGERPRINT);
      expect(lines.join(' ')).toMatch(/yes\/no/);
      expect(height).toBeLessThanOrEqual(size.rows - 2);
    },
  );

  it.each([MIN_SIZE, { columns: 80, rows: 24 }])(
    'keeps the answer visible below a long text, and says what is missing, on $columns×$rows',
    size => {
      const { lines, height } = linesOf(CODE, size);
      expect(lines.join('\n')).toMatch(/… \d+ more lines\n/);
      expect(lines.slice(-4).join(' ')).toContain('Code:');
      expect(height).toBeLessThanOrEqual(size.rows - 2);
    },
  );

  it('keeps the reason why it asks again on the smallest screen', () => {
    const code = {
      ...{ kind: 'keyboard-interactive', host: '198.18.125.2', user: 'deploy', again: true, name: '' },
      ...{
        instruction: '',
        prompts: [{ text: 'This host asks for a one-time code. Password: ', echo: false }],
      },
    } as Question;
    const { lines } = linesOf(code, MIN_SIZE);
    expect(lines.join(' ')).toMatch(/that answer was not accepted, try again .*Password:/);
  });

  it('names the number of questions behind it', () => {
    expect(linesOf(KEY, MIN_SIZE).title).toBe('unknown host key');
    expect(linesOf(KEY, MIN_SIZE, 39).title).toBe('unknown host key, 39 more');
  });

  it('counts hosts that ask later, each once', () => {
    const waits = (name: string, detail: string) => ({
      state: { kind: 'connecting', detail },
      source: { host: { name } },
    });
    const sources = [
      waits('web-02', AWAITING_ANSWER),
      waits('web-03', AWAITING_ANSWER),
      waits('web-03', AWAITING_ANSWER),
      waits('web-04', 'dialling'),
    ];
    const questions = [{ id: 1, question: KEY }];
    expect(questionsBehind({ sources, questions } as unknown as SessionSnapshot)).toBe(1);
    expect(questionsBehind({ sources: [], questions } as unknown as SessionSnapshot)).toBe(0);
  });
});
