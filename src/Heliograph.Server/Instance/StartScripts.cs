namespace Heliograph.Server.Instance;

/// <summary>The scripts in <c>bin/</c> that run the program for their instance, wherever its folder has been moved to.</summary>
internal static class StartScripts
{
    /// <summary>For <c>sh</c>.</summary>
    /// <param name="program">The full path of the heliograph executable.</param>
    public static string Unix(string program) => $$"""
        #!/bin/sh
        # Runs heliograph for this instance: run (the default), status, check-config, or passwd USER.
        script=$0
        while [ -L "$script" ]; do
            target=$(readlink "$script")
            case $target in
                /*) script=$target ;;
                *) script=$(dirname "$script")/$target ;;
            esac
        done
        instance=$(cd "$(dirname "$script")/.." && pwd) || exit 1

        program={{Quoted(program)}}
        [ -n "$HELIOGRAPH" ] && program=$HELIOGRAPH
        if [ ! -x "$program" ]; then
            missing=$program
            program=$(command -v heliograph) || {
                echo "heliograph is neither at $missing nor on the PATH. Set HELIOGRAPH to where it is." >&2
                exit 1
            }
        fi

        command=${1:-run}
        [ $# -gt 0 ] && shift
        exec "$program" "$command" "$instance" "$@"

        """.ReplaceLineEndings("\n");

    /// <summary>For <c>cmd.exe</c>.</summary>
    /// <param name="program">The full path of the heliograph executable.</param>
    public static string Windows(string program) => $"""
        @echo off
        rem Runs heliograph for this instance: run (the default), status, check-config, or passwd USER.
        setlocal
        for %%I in ("%~dp0..") do set "instance=%%~fI"
        set "program={program.Replace("%", "%%", StringComparison.Ordinal)}"
        if defined HELIOGRAPH set "program=%HELIOGRAPH%"
        if not exist "%program%" set "program=heliograph.exe"
        set "command=%~1"
        if "%command%"=="" set "command=run"
        "%program%" %command% "%instance%" %2 %3 %4 %5 %6 %7 %8 %9
        exit /b %errorlevel%

        """.ReplaceLineEndings("\r\n");

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
