using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Heliograph.Storage.Framing;

/// <summary>Seals the frames of one journal, and knows them again.</summary>
/// <param name="instanceId">Of the journal.</param>
/// <remarks>
/// The checksum begins with the instance id, which is random and told to nobody. So what a client sends is never a frame,
/// wherever it comes to lie: whoever looks for frames behind a damaged place looks into payloads too.
/// </remarks>
internal sealed class FrameSeal(Guid instanceId)
{
    private readonly uint _seed = SeedOf(instanceId);

    public Guid InstanceId => instanceId;

    /// <summary>Of a new journal.</summary>
    public static FrameSeal New() => new(new Guid(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Writes the checksum of a frame whose length and payload are in place.</summary>
    /// <returns>The length of the frame, header included.</returns>
    public int Close(Span<byte> frame, long position)
    {
        var length = (int)Frame.LengthOf(frame);
        var crc = Checksum.OfFrame(_seed, position, frame.Slice(Frame.HeaderBytes, length));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], crc);
        return Frame.HeaderBytes + length;
    }

    /// <summary>Whether a whole frame, header included, is what was written at the position.</summary>
    public bool IsWhole(ReadOnlySpan<byte> frame, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Checksum.OfFrame(_seed, position, frame[Frame.HeaderBytes..]);

    // The checksum so far after the 16 bytes as they stand in a file's header.
    private static uint SeedOf(Guid instanceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        instanceId.TryWriteBytes(bytes);
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}
