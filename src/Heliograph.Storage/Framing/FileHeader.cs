using System.Buffers.Binary;

namespace Heliograph.Storage.Framing;

/// <summary>How each file of the journal begins.</summary>
/// <param name="Kind">What the file holds.</param>
/// <param name="InstanceId">Of the journal the file belongs to.</param>
/// <param name="Base">The position of the file's first byte; of a snapshot: where the journal goes on after it.</param>
/// <param name="Length">Of the whole segment, as it was before it was compacted; 0 in a snapshot.</param>
/// <param name="Count">Records of a compacted segment; else 0.</param>
/// <remarks>
/// <code>
///   magic 8 | format version u32 | 0 u32 | instance id 16 | base i64 | length i64 | count i64 | 0 u32 | CRC-32C u32
/// </code>
/// 64 bytes; the CRC covers all before it.
/// </remarks>
internal readonly record struct FileHeader(FileKind Kind, Guid InstanceId, long Base, long Length, long Count)
{
    public const int Bytes = 64;
    public const uint FormatVersion = 3;

    private const int MagicBytes = 8, VersionAt = 8, InstanceAt = 16, BaseAt = 32, LengthAt = 40, CountAt = 48, CrcAt = 60;

    public void Write(Span<byte> into)
    {
        into[..Bytes].Clear();
        Magic(Kind).CopyTo(into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[VersionAt..], FormatVersion);
        InstanceId.TryWriteBytes(into[InstanceAt..]);
        BinaryPrimitives.WriteInt64LittleEndian(into[BaseAt..], Base);
        BinaryPrimitives.WriteInt64LittleEndian(into[LengthAt..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[CountAt..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(into[CrcAt..], Checksum.Of(into[..CrcAt]));
    }

    /// <summary>Reads the header of a file.</summary>
    public static HeaderState Read(ReadOnlySpan<byte> bytes, out FileHeader header, out uint version)
    {
        (header, version) = (default, 0);
        if (bytes.Length < Bytes || !TryReadKind(bytes, out var kind)) return HeaderState.Damaged;
        version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]);
        if (version != FormatVersion) return HeaderState.OtherVersion; // its checksum may be elsewhere
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]) != Checksum.Of(bytes[..CrcAt])) return HeaderState.Damaged;

        header = new(
            kind,
            new(bytes.Slice(InstanceAt, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[BaseAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[LengthAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[CountAt..]));
        return HeaderState.Whole;
    }

    /// <summary>Finds the one byte that is not as it was written.</summary>
    /// <returns>False when it is more than one.</returns>
    public static bool TryMend(ReadOnlySpan<byte> bytes, out FileHeader header)
    {
        Span<byte> tried = stackalloc byte[Bytes];
        for (var at = 0; at < Bytes; at++)
        {
            bytes[..Bytes].CopyTo(tried);
            for (var change = 1; change <= byte.MaxValue; change++)
            {
                tried[at] = (byte)(bytes[at] ^ change);
                if (Read(tried, out header, out _) is HeaderState.Whole) return true;
            }
        }

        header = default;
        return false;
    }

    private static bool TryReadKind(ReadOnlySpan<byte> bytes, out FileKind kind)
    {
        foreach (var candidate in (ReadOnlySpan<FileKind>)[FileKind.Segment, FileKind.CompactedSegment, FileKind.Snapshot])
        {
            kind = candidate;
            if (bytes[..MagicBytes].SequenceEqual(Magic(candidate))) return true;
        }

        kind = default;
        return false;
    }

    private static ReadOnlySpan<byte> Magic(FileKind kind) => kind switch
    {
        FileKind.Segment => "HELIOLOG"u8,
        FileKind.CompactedSegment => "HELIOKPT"u8,
        FileKind.Snapshot => "HELIOSNP"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
