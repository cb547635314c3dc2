import { hasLongForm, OPTIONS, type Option } from '../options/options.ts';
import { takesWord } from '../options/valueKinds.ts';
import { COMPLETE } from '../request/invocation.ts';
import { completableValue, negatedName, shellWord } from './words.ts';

/** Returns the completion script for zsh, for both programs. */
export const zshCompletion = (): string => {
  const specs = [...OPTIONS.flatMap(optionSpecs), shellWord('*:source:_rtail_names operands')];
  return `#compdef rtail rtop
# zsh completion for rtail and rtop. Generated from the table of options: do not edit.
# Put it as _rtail into a folder of $fpath, or load it from ~/.zshrc with: eval "$(rtail completion zsh)"

# $1 to the last but one are options for compadd, added by _arguments; the last is the kind of names.
_rtail_names() {
  local -a values shown
  local what=\${@[-1]}
  local value about
  while IFS=$'\\t' read -r value about; do
    values+=("$value")
    shown+=("$value\${about:+  -- $about}")
  done < <("\${words[1]}" ${COMPLETE} "$what" "$PREFIX" "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)
  (( $#values )) && compadd "\${@[1,-2]}" -l -d shown -a values
  [[ $what == operands && $PREFIX == [./~]* ]] && _files
}

_rtail() {
  _arguments -s -S \\
    ${specs.join(' \\\n    ')}
}

if [[ $funcstack[1] == _rtail ]]; then
  _rtail "$@"
else
  compdef _rtail rtail rtop
fi
`;
};

/**
 * Returns the `_arguments` specifications of an option, one for each form; all can be repeated, because the
 * last one counts.
 */
const optionSpecs = (option: Option): string[] => {
  const about = `[${option.summary.replace(/[[\]\\:]/g, '\\$&')}]`;
  const action = actionOf(option);
  const short =
    option.short === undefined
      ? []
      : [`*-${option.short}${takesWord(option.value) ? `+${about}${action}` : about}`];
  const negated = negatedName(option);
  const no = negated === null ? [] : [`*--${negated}[not --${option.name}]`];
  return [...short, ...longSpec(option, about, action), ...no].map(shellWord);
};

const longSpec = (option: Option, about: string, action: string): string[] => {
  if (!hasLongForm(option)) return [];
  if (action === '') return [`*--${option.name}${about}`];
  return takesWord(option.value)
    ? [`*--${option.name}=${about}${action}`]
    : [`*--${option.name}=-${about}:${action}`];
};

/** Returns `:MESSAGE:ACTION`, or an empty text for an option without a value. */
const actionOf = (option: Option): string => {
  if (option.placeholder === undefined) return '';
  const message = option.placeholder.replace(/[:\\]/g, '\\$&');
  const completable = completableValue(option);
  switch (completable.kind) {
    case 'words':
      return `:${message}:(${completable.words.join(' ')})`;
    case 'file':
      return `:${message}:_files`;
    case 'directory':
      return `:${message}:_files -/`;
    case 'team':
      return `:${message}:_rtail_names teams`;
    case 'none':
      return `:${message}: `;
  }
};
