import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../../scripts/generateDocs.ts';
import { completionScript } from '../../../src/cli/completion/script.ts';
import { longHelp, shortHelp, wrap } from '../../../src/cli/docs/help.ts';
import { manPage } from '../../../src/cli/docs/manPage.ts';
import { EXAMPLES } from '../../../src/cli/docs/manual.ts';
import { optionsPage } from '../../../src/cli/docs/optionsPage.ts';
import { EXIT_CODES } from '../../../src/cli/exitCodes.ts';
import { COMMANDS, SHELLS, SUBCOMMANDS } from '../../../src/cli/options/commands.ts';
import { hasLongForm, OPTIONS, optionsOf } from '../../../src/cli/options/options.ts';
import { optionForms } from '../../../src/cli/options/optionText.ts';
import { complaints } from '../request/asking.ts';

const root = join(import.meta.dirname, '../../..');
const PROGRAMS = ['rtail', 'rtop'] as const;

describe('every option is in every document', () => {
  it.each(OPTIONS.map(option => [option.name, option] as const))('%s', (name, option) => {
    for (const program of PROGRAMS) {
      const command = optionsOf('run').includes(option) ? 'run' : option.commands![0]!;
      expect(shortHelp(program, command, 100)).toContain(optionForms(option));
      expect(longHelp(program, command, 100)).toContain(`  ${optionForms(option)}\n`);
      const page = manPage(program);
      if (hasLongForm(option)) expect(page).toMatch(new RegExp(`^\\.It .*Fl Fl ${name}\\b`, 'm'));
      if (option.short) expect(page).toMatch(new RegExp(`^\\.It Fl ${option.short}\\b`, 'm'));
    }
    expect(optionsPage()).toContain(`\`${optionForms(option)}\``);
    const forms = hasLongForm(option) ? [name] : [];
    for (const form of forms) {
      expect(completionScript('bash')).toMatch(new RegExp(`['n]--${form}(?:\\\\n|')`));
      expect(completionScript('zsh')).toContain(`'*--${form}`);
      expect(completionScript('fish')).toMatch(new RegExp(`-l ${form}\\b`));
    }
    if (option.short) {
      expect(completionScript('bash')).toMatch(new RegExp(`['n]-${option.short}(?:\\\\n|')`));
      expect(completionScript('zsh')).toContain(`'*-${option.short}`);
      expect(completionScript('fish')).toMatch(new RegExp(`-s ${option.short}\\b`));
    }
  });

  it('the help of a subcommand contains its options and no others', () => {
    for (const command of COMMANDS) {
      const help = shortHelp('rtail', command, 100);
      const own = optionsOf(command);
      const shown = OPTIONS.filter(option => help.split(/ {2,}|\n/).includes(optionForms(option)));
      expect(shown).toEqual(OPTIONS.filter(option => own.includes(option)));
    }
  });

  it('exit codes and subcommands are documented', () => {
    for (const { code, meaning } of EXIT_CODES)
      expect(longHelp('rtail', 'run', 100)).toMatch(new RegExp(`${code.replace('+', '\\+')} +${meaning}`));
    for (const { usage } of SUBCOMMANDS) expect(shortHelp('rtop', 'run', 100)).toContain(`rtop ${usage}`);
  });
});

describe('help', () => {
  it.each(EXAMPLES.map(({ command }) => [command]))('the example %s is valid', command => {
    expect(complaints(command)).toEqual([]);
  });

  it.each([60, 80, 100, 160])('lines fit into %d columns if their words do', width => {
    for (const text of [shortHelp('rtop', 'run', width), longHelp('rtop', 'run', width)]) {
      const prose = text.split('\n').filter(line => !/^(Usage:| {6,}rt| {7}rt)/.test(line));
      for (const line of prose.filter(line => line.trim().includes(' ')))
        expect(line.length).toBeLessThanOrEqual(Math.max(width, 80));
    }
  });

  it.each([
    ['a bb ccc', 40, ['a bb ccc']],
    [`${'x'.repeat(20)} ${'y'.repeat(20)} z`, 30, ['x'.repeat(20), `${'y'.repeat(20)} z`]],
    ['w'.repeat(50), 30, ['w'.repeat(50)]],
  ])('%s wraps at %d', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });
});

describe('generated files', () => {
  it.each([...generatedDocs()])('%s is what `npm run docs` writes', (path, content) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  });

  it.skipIf(spawnSync('mandoc', ['-T', 'lint'], { input: '' }).error !== undefined).each(PROGRAMS)(
    'mandoc has no complaints about %s(1)',
    program => {
      const { stdout, stderr } = spawnSync('mandoc', ['-T', 'lint', '-W', 'style'], {
        input: manPage(program),
        encoding: 'utf8',
      });
      const said = `${stdout}${stderr}`
        .split('\n')
        .filter(line => line !== '' && !/referenced manual not found|mandoc\.db/.test(line));
      expect(said).toEqual([]);
      const shown = execFileSync('mandoc', ['-T', 'utf8'], { input: manPage(program), encoding: 'utf8' });
      // Bold characters are printed twice, with a backspace in between.
      expect(shown.replace(/.\x08/g, '')).toContain('EXIT STATUS');
    },
  );

  it.each(
    SHELLS.map(shell => [shell]).filter(([shell]) => spawnSync(shell!, ['-c', 'true']).error === undefined),
  )('%s can read its script', shell => {
    const checked = spawnSync(shell!, ['-n', join(root, `completions/rtail.${shell}`)], { encoding: 'utf8' });
    expect({ status: checked.status, stderr: checked.stderr }).toEqual({ status: 0, stderr: '' });
  });
});
