namespace Heliograph.Storage;

/// <summary>One place of a journal that is not as it was written.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Offset">The first byte of it that is concerned.</param>
/// <param name="What">What is wrong there, in words.</param>
public sealed record Damage(string File, long Offset, string What)
{
    /// <summary>Bytes concerned, as far as they are known; else 0.</summary>
    public long Bytes { get; init; }

    /// <summary>Records that cannot be read, as far as they are known; null when nobody can say.</summary>
    public long? RecordsLost { get; init; }

    /// <summary>Whole records found behind the place, which a journal cut off here would lose.</summary>
    public long RecordsBehind { get; init; }

    public override string ToString()
    {
        var text = $"{File} at offset {Offset}: {What}";
        if (RecordsLost is { } lost) text += $"; {lost} {(lost == 1 ? "record" : "records")} cannot be read";
        if (RecordsBehind > 0) text += $"; {RecordsBehind} whole {(RecordsBehind == 1 ? "record follows" : "records follow")}";
        return text;
    }
}
