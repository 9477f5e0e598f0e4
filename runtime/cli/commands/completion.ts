/**
 * `arpeggio completion`: prints the script by which a shell completes `arpeggio` command lines.
 *
 * @module
 */

import { Argument, Command } from "commander";
import { print } from "../text/output.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = typeof shells[number];

export function command(): Command {
  return new Command("completion")
    .description("A script for your shell that completes commands, options, Services, nodes and pools")
    .addHelpText(
      "after",
      "\nbash, in ~/.bashrc:      source <(arpeggio completion bash)\n" +
        "zsh, in ~/.zshrc:        source <(arpeggio completion zsh)   # after compinit\n" +
        "fish, in config.fish:    arpeggio completion fish | source",
    )
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .action((shell: Shell) => print(completionScript(shell)));
}

/** The script for a shell. It runs `arpeggio complete`, and offers files too if the last line of the output is `:0`. */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell];
}

// The script splits the words itself, since bash would split an IPv6 address at its colons.
const bash = String.raw`_arpeggio() {
  local line=${"$"}{COMP_LINE:0:COMP_POINT} words word current files=
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=${"$"}{words[-1]}
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word =~ ^:[0-9]+$ ]]; then
      [[ $word == :0 ]] && files=yes
      continue
    fi
    word=${"$"}{word%%$'\t'*}
    [[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && word=${"$"}{word#"${"$"}{current%:*}:"}
    COMPREPLY+=("$word")
  done < <(arpeggio complete -- "${"$"}{words[@]:1}" 2>/dev/null)
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${"$"}{#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _arpeggio arpeggio
`;

const zsh = String.raw`#compdef arpeggio
_arpeggio() {
  local -a offered
  local line files=
  for line in "${"$"}{(@f)$(arpeggio complete -- "${"$"}{(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :0 ]]; then
      files=yes
    elif [[ -n $line && $line != :<-> ]]; then
      offered+=("${"$"}{${"$"}{line%%$'\t'*}//:/\\:}:${"$"}{line#*$'\t'}")
    fi
  done
  (( ${"$"}{#offered} )) && _describe arpeggio offered
  [[ -n $files ]] && _files
}
if [[ $funcstack[1] == _arpeggio ]]; then _arpeggio "$@"; else compdef _arpeggio arpeggio; fi
`;

const fish = String.raw`function __arpeggio_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (arpeggio complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":0"
      __fish_complete_path (commandline -ct)
    else if not string match -qr '^:\d+$' -- $line
      echo $line
    end
  end
end
complete -c arpeggio -f -a '(__arpeggio_complete)'
`;
