using System.Text;
using Heliograph.DropIn.Scripts;

namespace Heliograph.DropIn.Judging;

/// <summary>Lays two transcripts of one script beside each other.</summary>
internal static class Comparison
{
    /// <returns>The whole story with its differences marked; null when there are none.</returns>
    public static string? Differences(IReadOnlyList<Step> expected, IReadOnlyList<Step> seen)
    {
        var isEqual = true;
        var text = new StringBuilder();
        foreach (var (wanted, got) in expected.Zip(seen))
        {
            text.AppendLine($"> {wanted.Command}");
            if (wanted.Outcome == got.Outcome)
            {
                foreach (var line in wanted.Outcome.Split('\n')) text.AppendLine($"    {line}");
                continue;
            }

            isEqual = false;
            foreach (var line in wanted.Outcome.Split('\n')) text.AppendLine($"  - {line}");
            foreach (var line in got.Outcome.Split('\n')) text.AppendLine($"  + {line}");
        }

        return isEqual ? null : text.ToString();
    }
}
