namespace Heliograph.Server.Listeners.Doors;

/// <summary>What a peer was heard to say first.</summary>
/// <param name="Speech">What it speaks.</param>
/// <param name="Words">The same in words that go on from "it sent".</param>
internal sealed record Heard(Speech Speech, string Words)
{
    /// <summary>It has gone without a word.</summary>
    public static Heard Nothing { get; } = new(Speech.Nothing, "nothing");
}
