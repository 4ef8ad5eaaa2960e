namespace Heliograph.Broker.Inspection;

/// <summary>What a diagnosis gathers, and the order it is told in.</summary>
internal sealed class Findings
{
    private readonly List<(int Rank, Finding Finding)> _all = [];

    /// <summary>Whether something decides by itself.</summary>
    public bool HasDecisive => _all.Exists(one => one.Finding.IsDecisive);

    /// <summary>Something that decides by itself. What is added first is told first.</summary>
    public void Decides(string text, string? remedy = null, Instant? at = null) => _all.Add((_all.Count, new(at, IsDecisive: true, text, remedy)));

    /// <summary>Something that may have to do with it.</summary>
    public void Note(string text, string? remedy = null, Instant? at = null) => _all.Add((_all.Count, new(at, IsDecisive: false, text, remedy)));

    public IReadOnlyList<Finding> InOrder() =>
    [
        .. _all.Where(one => one.Finding.IsDecisive).Select(one => one.Finding),
        .. _all.Where(one => !one.Finding.IsDecisive).OrderByDescending(one => one.Finding.At?.Milliseconds ?? long.MaxValue)
            .ThenBy(one => one.Rank).Select(one => one.Finding),
    ];
}
