using System.Buffers;

namespace Heliograph.Server.Listeners;

/// <summary>A feature of a connection whose first bytes nobody has looked at: who reads them asks whether they are meant for another port.</summary>
/// <param name="isForeign">Judges them, answers them and tells of them.</param>
internal sealed class FirstWords(Func<ReadOnlySequence<byte>, ValueTask<bool>> isForeign)
{
    /// <summary>Whether the connection is to be closed; what there is to say has been said.</summary>
    public ValueTask<bool> AreForeignAsync(ReadOnlySequence<byte> first) => isForeign(first);
}
