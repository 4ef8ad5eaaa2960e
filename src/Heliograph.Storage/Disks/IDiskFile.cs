namespace Heliograph.Storage.Disks;

/// <summary>One open file. Reads and writes name their place, so that several threads may use it at once.</summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Cuts the file, or prolongs it with zeros.</summary>
    void SetLength(long length);

    /// <summary>Prolongs the file with zeros, for which the disk has the space from now on, without writing them.</summary>
    /// <returns>False where the file system cannot: write them.</returns>
    /// <exception cref="DiskFullException">There is no space for them.</exception>
    bool TryReserve(long offset, long length) => false;

    /// <summary>Reads from a place on.</summary>
    /// <returns>The bytes read: fewer than asked for only at the end of the file.</returns>
    int Read(long offset, Span<byte> into);

    /// <summary>Writes all of the bytes, or throws and may have written some.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Waits until all that was written is safe. When it throws, nobody knows what is.</summary>
    void Sync();
}
