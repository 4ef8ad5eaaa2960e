namespace Heliograph.Broker.Recovery.Archive;

/// <summary>An archive cannot be taken: which line, what is wrong with it, and what to do.</summary>
/// <param name="line">The line's number; the first is 1.</param>
/// <param name="problem">What is wrong, as a sentence without a full stop.</param>
/// <param name="remedy">What to do, as a sentence without a full stop.</param>
public sealed class ArchiveException(long line, string problem, string remedy = ArchiveException.CorrectIt)
    : Exception($"line {line}: {problem}. {remedy}.")
{
    private const string CorrectIt = "Correct the line, or export again";

    public long Line { get; } = line;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
