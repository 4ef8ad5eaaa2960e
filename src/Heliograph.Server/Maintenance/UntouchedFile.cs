using Heliograph.Storage.Disks;

namespace Heliograph.Server.Maintenance;

/// <summary>A file of an <see cref="UntouchedDisk"/>.</summary>
/// <param name="existing">What is read; null for a new file, which stays empty.</param>
internal sealed class UntouchedFile(IDiskFile? existing) : IDiskFile
{
    public long Length => existing?.Length ?? 0;

    public int Read(long offset, Span<byte> into) => existing?.Read(offset, into) ?? 0;

    public void SetLength(long length)
    {
        // Forgotten.
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        // Forgotten.
    }

    public void Sync()
    {
        // Nothing was written.
    }

    public void Dispose() => existing?.Dispose();
}
