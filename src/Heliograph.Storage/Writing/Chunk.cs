namespace Heliograph.Storage.Writing;

/// <summary>A buffer of frames that follow one another in the log.</summary>
internal sealed class Chunk(int size)
{
    /// <summary>Bytes of the chunks that are used again. A record that needs more gets a chunk of its own.</summary>
    public const int UsualBytes = 256 << 10;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(size);

    /// <summary>The position of the first byte.</summary>
    public long Start { get; set; }

    public int Used { get; set; }

    public int Free => _bytes.Length - Used;

    public bool IsUsual => _bytes.Length == UsualBytes;

    public Span<byte> Filled => _bytes.AsSpan(0, Used);

    public Span<byte> Rest => _bytes.AsSpan(Used);
}
