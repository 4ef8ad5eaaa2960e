namespace Heliograph.Storage.Recovery;

/// <summary>How much a search for frames may still compute.</summary>
/// <remarks>
/// Each place that may be a frame costs a checksum over as much as its length says, and a client can send payloads in which
/// every place looks like one. When the budget is spent, only marks are looked for: there is one before each commit, and each
/// takes a few bytes.
/// </remarks>
internal sealed class SearchBudget(long bytes)
{
    private long _bytes = bytes;

    /// <summary>Of a start that only says how much is lost: some hundredths of a second.</summary>
    public static SearchBudget OfSurvey() => new(256L << 20);

    /// <summary>Of a repair, which loses what is not found: half a second for each file.</summary>
    public static SearchBudget OfRepair() => new(4L << 30);

    /// <summary>Whether the checksum of a frame with such a payload may be computed; then it is paid for.</summary>
    public bool TryPay(long payloadBytes)
    {
        if (payloadBytes == Framing.Mark.PayloadBytes) return true;
        if (payloadBytes > _bytes) return false;
        _bytes -= payloadBytes;
        return true;
    }
}
