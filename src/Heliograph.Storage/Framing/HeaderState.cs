namespace Heliograph.Storage.Framing;

/// <summary>What a file's header says.</summary>
internal enum HeaderState
{
    Whole,
    Damaged,

    /// <summary>Of a format that this version does not know.</summary>
    OtherVersion,
}
