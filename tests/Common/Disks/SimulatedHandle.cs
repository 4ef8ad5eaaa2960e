using Heliograph.Storage.Disks;

namespace Heliograph.Tests.Common.Disks;

/// <summary>An open file of the simulated disk.</summary>
internal sealed class SimulatedHandle(SimulatedDisk disk, SimulatedFile file, int epoch, bool mayWrite) : IDiskFile
{
    public long Length => file.Length;

    public int Read(long offset, Span<byte> into)
    {
        disk.CheckAlive(epoch);
        return file.Read(offset, into);
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        BeforeWrite($"write {bytes.Length} bytes to {file.Name}");
        disk.CheckRoom(offset + bytes.Length - file.Length);
        file.Write(offset, bytes);
    }

    public void SetLength(long length)
    {
        BeforeWrite($"set the length of {file.Name}");
        disk.CheckRoom(length - file.Length);
        file.SetLength(length);
    }

    public void Sync()
    {
        disk.CheckAlive(epoch);
        disk.Enter($"sync {file.Name}");
        file.Sync();
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private void BeforeWrite(string call)
    {
        disk.CheckAlive(epoch);
        if (!mayWrite) throw new IOException($"{file.Name} was opened for reading");
        disk.Enter(call);
    }
}
