using System.Buffers;

namespace Heliograph.Server.Listeners;

/// <summary>A feature of a connection whose first bytes nobody has looked at: who reads them asks whether they are meant for another port.</summary>
/// <param name="turnAway">Judges them; when they are foreign it tells of them and answers.</param>
internal sealed class FirstWords(Func<ReadOnlySequence<byte>, Task?> turnAway)
{
    /// <summary>Null when they are for this port. Else the connection is to be closed when what there is to say has been said.</summary>
    public Task? TurnAway(ReadOnlySequence<byte> first) => turnAway(first);
}
