namespace Heliograph.Broker.Inspection;

/// <summary>Why messages on a topic do not reach a client.</summary>
/// <param name="Answer">One sentence. May quote client data: escape before printing.</param>
/// <param name="Findings">What decides, the most telling first; then what may have to do with it, the latest first.</param>
public sealed record Diagnosis(string Answer, IReadOnlyList<Finding> Findings);

/// <summary>One thing that keeps, kept or may have kept a message from a client.</summary>
/// <param name="At">When it happened; null for what is so now.</param>
/// <param name="IsDecisive">Whether it is enough to keep a message away by itself.</param>
/// <param name="Text">In words, a sentence without its full stop. May quote client data.</param>
/// <param name="Remedy">What to do, or null.</param>
public sealed record Finding(Instant? At, bool IsDecisive, string Text, string? Remedy = null);
