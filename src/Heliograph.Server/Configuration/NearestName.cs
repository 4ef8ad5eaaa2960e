namespace Heliograph.Server.Configuration;

/// <summary>Finds the name somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits from the text, or null when none is near.</summary>
    public static string? Of(string text, IEnumerable<string> candidates)
    {
        var (best, bestDistance) = ((string?)null, 1 + Math.Max(2, text.Length / 3));
        foreach (var candidate in candidates)
        {
            var distance = Distance(text, candidate);
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    // Levenshtein's distance: insertions, deletions and replacements that turn one text into the other.
    private static int Distance(string one, string other)
    {
        var above = new int[other.Length + 1];
        for (var column = 0; column <= other.Length; column++) above[column] = column;
        for (var row = 1; row <= one.Length; row++)
        {
            var diagonal = above[0];
            above[0] = row;
            for (var column = 1; column <= other.Length; column++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(one[row - 1]) == char.ToLowerInvariant(other[column - 1]) ? 0 : 1);
                diagonal = above[column];
                above[column] = Math.Min(replaced, 1 + Math.Min(above[column], above[column - 1]));
            }
        }

        return above[other.Length];
    }
}
