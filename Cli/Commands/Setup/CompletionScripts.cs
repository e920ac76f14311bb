namespace Transfer.Cli;

/// <summary>
/// What shells run to complete a line: the program itself knows, and answers <c>transfer [suggest:POSITION] "LINE"</c>, where the line
/// is without the program's name. Where it suggests nothing, the shell completes file names.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # In ~/.bashrc:  source <(transfer completion bash)
            _transfer() {
              local line=${COMP_LINE#* }
              local position=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(transfer "[suggest:$position]" "$line" 2> /dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _transfer transfer
            """,
        ["fish"] = """
            # In ~/.config/fish/config.fish:  transfer completion fish | source
            function __transfer
                set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
                transfer "[suggest:"(string length -- $line)"]" "$line" 2> /dev/null
            end
            complete -c transfer -a '(__transfer)'
            """,
        ["pwsh"] = """
            # In $PROFILE:  transfer completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName transfer -ScriptBlock {
                param($word, $ast, $position)
                $line = $ast.ToString() -replace '^\S+\s?', ''
                $offset = $position - $ast.ToString().Length + $line.Length
                transfer "[suggest:$offset]" $line 2> $null | Where-Object { $_.StartsWith($word) } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
        ["zsh"] = """
            # In ~/.zshrc, after compinit:  source <(transfer completion zsh)
            _transfer() {
              local line=${BUFFER#* }
              local position=$((CURSOR - ${#BUFFER} + ${#line}))
              local -a words=("${(@f)$(transfer "[suggest:$position]" "$line" 2> /dev/null)}")
              compadd -a words || _files
            }
            compdef _transfer transfer
            """,
    };
}
