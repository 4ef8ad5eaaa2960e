namespace Heliograph.Server.Admin.Views;

/// <summary>What turns one text into another, line by line.</summary>
internal static class LineDiff
{
    // Lines of the one text times lines of the other, after what is the same at both ends: bounds memory and time.
    private const long TableMax = 4_000_000;

    /// <summary>All lines of both texts in order: the shortest way from one to the other.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, next) = (LinesOf(before), LinesOf(after));
        var head = 0;
        while (head < old.Length && head < next.Length && old[head] == next[head]) head++;
        var tail = 0;
        while (tail < old.Length - head && tail < next.Length - head && old[^(tail + 1)] == next[^(tail + 1)]) tail++;
        var diff = new List<DiffLine>();
        diff.AddRange(old[..head].Select(DiffLine.Same));
        AddMiddle(old[head..^tail], next[head..^tail], diff);
        diff.AddRange(old[^tail..].Select(DiffLine.Same));
        return diff;
    }

    private static void AddMiddle(string[] old, string[] next, List<DiffLine> diff)
    {
        if ((old.Length + 1L) * (next.Length + 1L) > TableMax)
        {
            diff.AddRange(old.Select(DiffLine.Removed));
            diff.AddRange(next.Select(DiffLine.Added));
            return;
        }

        var common = CommonLengths(old, next);
        var (at, to) = (0, 0);
        while (at < old.Length || to < next.Length)
        {
            if (at < old.Length && to < next.Length && old[at] == next[to])
            {
                diff.Add(DiffLine.Same(old[at++]));
                to++;
            }
            else if (to == next.Length || (at < old.Length && common[at + 1, to] >= common[at, to + 1]))
            {
                diff.Add(DiffLine.Removed(old[at++]));
            }
            else
            {
                diff.Add(DiffLine.Added(next[to++]));
            }
        }
    }

    // The longest common subsequence of what follows each pair of places.
    private static int[,] CommonLengths(string[] old, string[] next)
    {
        var common = new int[old.Length + 1, next.Length + 1];
        for (var at = old.Length - 1; at >= 0; at--)
        {
            for (var to = next.Length - 1; to >= 0; to--)
                common[at, to] = old[at] == next[to] ? common[at + 1, to + 1] + 1 : Math.Max(common[at + 1, to], common[at, to + 1]);
        }

        return common;
    }

    private static string[] LinesOf(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}

/// <summary>One line of a comparison.</summary>
/// <param name="Kind">same, added or removed.</param>
/// <param name="Text">The line.</param>
internal sealed record DiffLine(string Kind, string Text)
{
    public static DiffLine Same(string text) => new("same", text);

    public static DiffLine Added(string text) => new("added", text);

    public static DiffLine Removed(string text) => new("removed", text);
}
