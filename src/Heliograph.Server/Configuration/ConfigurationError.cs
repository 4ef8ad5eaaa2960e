using Heliograph.Server.Logging;

namespace Heliograph.Server.Configuration;

/// <summary>One thing wrong with a file in <c>etc/</c>, and what to do about it.</summary>
/// <param name="File">The file as the operator named it.</param>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 when the line or the file as a whole is meant.</param>
/// <param name="Problem">What is wrong: key, value and why, in one sentence.</param>
/// <param name="Remedy">What is allowed and what to do, in one sentence.</param>
internal sealed record ConfigurationError(string File, int Line, int Column, string Problem, string Remedy)
{
    /// <summary>One line for people: <c>etc/heliograph.toml:12:9: problem. remedy.</c></summary>
    public override string ToString()
    {
        var place = (Line, Column) switch
        {
            (0, _) => File,
            (_, 0) => $"{File}:{Line}",
            _ => $"{File}:{Line}:{Column}",
        };
        return LogText.Escape($"{place}: {Problem}. {Remedy}{(Remedy.EndsWith('?') ? "" : ".")}", charactersMax: 2_000);
    }
}
