namespace Heliograph.Tests.Common.Ledger;

/// <summary>What one subscriber asked for and what it got.</summary>
/// <remarks>Changed by <see cref="History"/> alone, under its lock.</remarks>
/// <param name="Name">The client's.</param>
/// <param name="Index">Its bit in <see cref="NumberedMessage.ReceivedBy"/>: 0 to 63.</param>
/// <param name="Group">The shared group it is a member of, or null.</param>
public sealed record Inbox(string Name, int Index, string? Group)
{
    public List<Interest> Interests { get; } = [];
    public List<Receipt> Receipts { get; } = [];
    public ulong Bit => 1UL << Index;

    public override string ToString() => Name;
}
