import { OPTIONS } from '../options/options.ts';
import { COMPLETE } from '../request/invocation.ts';
import { type Completable, completableValue, formsWithWord, optionWords } from './words.ts';

const ACTIONS: Readonly<Record<Exclude<Completable['kind'], 'words'>, string>> = {
  none: 'return',
  file: 'compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"',
  directory: 'compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -d -- "$value")"',
  team: '_rtail_reply "$(_rtail_names teams)"',
};

/** Returns the completion script for bash 3.2 and later, for both programs. */
export const bashCompletion = (): string => {
  return `# bash completion for rtail and rtop. Generated from the table of options: do not edit.
# Load it from ~/.bashrc with: eval "$(rtail completion bash)"

# Sets COMPREPLY to the lines of $1 that start with $value, without the part that bash takes for an earlier word (it splits at : and =).
_rtail_reply() {
  local candidate
  while IFS= read -r candidate; do
    [[ -n $candidate && $candidate == "$value"* ]] && COMPREPLY+=("\${candidate#"$before"}")
  done <<<"$1"
}

_rtail_names() {
  "\${words[0]}" ${COMPLETE} "$1" "$value" "\${words[@]:1}" 2>/dev/null | cut -f 1
}

_rtail() {
  local line=\${COMP_LINE:0:COMP_POINT} word=\${COMP_WORDS[COMP_CWORD]} value before option previous
  local -a words
  read -ra words <<<"$line"
  value=\${line##*[[:space:]]}
  [[ -n $value ]] && unset "words[\${#words[@]}-1]"
  previous=\${words[\${#words[@]}-1]}
  value=\${value#[\\"\\']}
  COMPREPLY=()
  [[ $word == [:=]* ]] && word=\${word##*[:=]}
  word=\${word#[\\"\\']}
  before=\${value%"$word"}
  before=\${before%@} # readline replaces the @ of @GROUP too
  option=$previous
  if [[ $value == --*=* ]]; then
    option=\${value%%=*}
    value=\${value#*=}
    before=\${before#*=}
  fi
  case $option in
${valueCases()}
  esac
  case $value in
    -*) _rtail_reply ${lines(optionWords())} ;;
    ./* | /* | '~'*) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")" ;;
    *) _rtail_reply "$(_rtail_names operands)" ;;
  esac
}

complete -F _rtail rtail rtop
`;
};

/** Quotes plain words as one bash word, one per line. */
const lines = (words: readonly string[]): string => `$'${words.join('\\n')}'`;

/**
 * Returns one case for each option with a value in the next word, and for `--follow=` and similar, which require the
 * equals sign.
 */
const valueCases = (): string =>
  OPTIONS.flatMap(option => {
    const completable = completableValue(option);
    const forms = formsWithWord(option);
    const action =
      completable.kind === 'words' ? `_rtail_reply ${lines(completable.words)}` : ACTIONS[completable.kind];
    const end = completable.kind === 'none' ? action : `${action}; return`;
    if (forms.length > 0) return [`    ${forms.join(' | ')}) ${end} ;;`];
    return completable.kind === 'none'
      ? []
      : [`    --${option.name}) [[ $previous == "$option" ]] || { ${end}; } ;;`];
  }).join('\n');
