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

    /// <summary>Whether the file is not there; <see cref="What"/> says what for it is needed.</summary>
    public bool IsMissing { get; init; }

    internal const string Unreadable = "the record is not as it was written";
    internal const string TornEnd = "the end of the log is torn";

    public override string ToString()
    {
        var text = IsMissing ? $"{File} is missing: {What}" : $"{File} at offset {Offset}: {What}";
        if (RecordsLost is { } lost) text += $"; {lost} {(lost == 1 ? "record" : "records")} cannot be read";
        if (RecordsBehind > 0) text += $"; whole records behind it: {RecordsBehind}";
        return text;
    }

    /// <summary>One record cannot be read.</summary>
    internal static Damage OfRecord(string file, long offset) => new(file, offset, Unreadable) { RecordsLost = 1 };

    /// <summary>Some bytes cannot be read.</summary>
    internal static Damage OfBytes(string file, long offset, long bytes, bool isOneRecord) =>
        new(file, offset, Unreadable) { Bytes = bytes, RecordsLost = isOneRecord ? 1 : null };

    /// <summary>A file that is needed is not there.</summary>
    internal static Damage OfMissing(string file, string what = "it holds messages that wait") => new(file, 0, what) { IsMissing = true };
}
