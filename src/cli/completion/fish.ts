import { hasLongForm, OPTIONS, type Option } from '../options/options.ts';
import { takesWord } from '../options/valueKinds.ts';
import { COMPLETE } from '../request/invocation.ts';
import { completableValue, negatedName } from './words.ts';

/** Returns the completion script for fish, for both programs. */
export const fishCompletion =
  (): string => `# fish completion for rtail and rtop. Generated from the table of options: do not edit.
# Put it into ~/.config/fish/completions as rtail.fish and rtop.fish, or load it with: rtail completion fish | source

function __rtail_names
    set -l before (commandline -opc)
    $before[1] ${COMPLETE} $argv[1] (commandline -ct) $before[2..] 2>/dev/null
end

for program in rtail rtop
    complete -c $program -f
    complete -c $program -n 'string match -qr "^[./~]" -- (commandline -ct)' -F
    complete -c $program -n 'not string match -qr "^-" -- (commandline -ct)' -a '(__rtail_names operands)'
${OPTIONS.flatMap(optionLines)
  .map(line => `    ${line}`)
  .join('\n')}
end
`;

const optionLines = (option: Option): string[] => {
  const { short, name, summary } = option;
  const forms = [
    ...(short === undefined ? [] : [`-s ${short}`]),
    ...(hasLongForm(option) ? [`-l ${name}`] : []),
  ];
  const negated = negatedName(option);
  const own = ['complete -c $program', ...forms, ...valueArguments(option), `-d ${fishWord(summary)}`].join(
    ' ',
  );
  return negated === null
    ? [own]
    : [own, `complete -c $program -l ${negated} -d ${fishWord(`not --${name}`)}`];
};

const valueArguments = (option: Option): string[] => {
  const completable = completableValue(option);
  const exclusive = takesWord(option.value) ? ['-x'] : [];
  switch (completable.kind) {
    case 'words':
      return [...exclusive, `-a ${fishWord(completable.words.join(' '))}`];
    case 'file':
      return ['-r -F'];
    case 'directory':
      return [`-x -a ${fishWord('(__fish_complete_directories (commandline -ct))')}`];
    case 'team':
      return [`-x -a ${fishWord('(__rtail_names teams)')}`];
    case 'none':
      return exclusive;
  }
};

/** Quotes text as one word: within single quotes, fish interprets only \\\\ and \\'. */
const fishWord = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
