using Heliograph.Server.Logging;
using Heliograph.Server.Maintenance;
using Heliograph.Storage;

namespace Heliograph.Cli.Commands.Store;

/// <summary>Says what a check found: a line for each place.</summary>
internal static class FindingsText
{
    private const int OwnersMax = 10;

    public static void WritePlaces(StoreFindings found, TextWriter text)
    {
        if (found.Files.TornTail is { } torn)
            text.WriteLine($"harmless: {torn}, as a crash or power cut leaves it; nothing of it was acknowledged, and the next start cuts it off");
        foreach (var damage in found.Files.Damages.Concat(found.Unreadable)) text.WriteLine($"damaged: {Words(damage)}");
        if (found.NotRestored is { } why) text.WriteLine($"damaged: {why}");
        if (found.Lost.Count > 0) text.WriteLine($"lost: {Words(found.Lost)}");
    }

    public static void WriteSummary(StoreFindings found, TextWriter text)
    {
        var files = found.Files;
        var messages = found.State is null ? "" : $"{Amount.Of(found.Messages, "message")}, ";
        text.WriteLine($"{(found.IsWhole ? "whole" : "damaged")}: {Amount.Of(files.SnapshotRecords + files.LogRecords, "record")}, "
            + $"{messages}{Amount.Of(files.Segments, "segment")}, {Amount.Of(found.Bytes, "byte")}");
    }

    /// <summary>How many queue entries, and whose.</summary>
    public static string Words(IReadOnlyList<LostDelivery> lost)
    {
        var owners = lost.CountBy(delivery => delivery.Owner).OrderByDescending(owner => owner.Value).ToArray();
        var named = string.Join(", ", owners.Take(OwnersMax).Select(owner => $"{LogText.Escape(owner.Key)} ({owner.Value:n0})"));
        var more = owners.Length > OwnersMax ? $" and {owners.Length - OwnersMax:n0} more" : "";
        return $"the messages of {(lost.Count == 1 ? "1 queue entry" : $"{lost.Count:n0} queue entries")}, of {named}{more}";
    }

    private static string Words(Damage damage) =>
        damage is { RecordsLost: null, Bytes: > 0 } ? $"{damage}; {Amount.Of(damage.Bytes, "byte")} cannot be read" : $"{damage}";
}
