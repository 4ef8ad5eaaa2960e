namespace Heliograph.Server;

/// <summary>A failure that the operator can mend: what happened, and what to do about it. Ends the program with exit code 1.</summary>
/// <param name="problem">What happened, with the file, port or value, as a sentence without a full stop.</param>
/// <param name="remedy">What to do, as a sentence without a full stop.</param>
/// <param name="cause">What was thrown underneath, or null.</param>
public class OperatorException(string problem, string remedy, Exception? cause = null)
    : Exception($"{problem}. {remedy}{(remedy.EndsWith('?') ? "" : ".")}", cause)
{
    /// <summary>What happened.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}
