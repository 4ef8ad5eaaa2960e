using System.Buffers;
using Heliograph.Broker.Events;
using Heliograph.Server.Files;

namespace Heliograph.Server.Telemetry;

/// <summary>The file that events are appended to. When it is full it is written anew, with what the history would remember of it.</summary>
/// <remarks>
/// So a client that says much does not push out what happened to a quiet one, and never more than one and a half times the
/// bound is on the disk. Used by one thread at a time.
/// </remarks>
internal sealed class EventFile(string folder, int eventsMax, int eventsPerClientMax, long bytesMax = EventFile.BytesMaxDefault) : IDisposable
{
    /// <summary>Bytes of the file: more than a hundred thousand events, read in a fraction of a second.</summary>
    public const long BytesMaxDefault = 32L << 20;

    private readonly string _path = Path.Combine(folder, "events.jsonl");
    private FileStream? _file;

    /// <summary>Reads what was kept into a history.</summary>
    /// <returns>How many lines could not be read.</returns>
    public int Read(EventHistory history)
    {
        if (!File.Exists(_path)) return 0;
        var bytes = ReadEnd();
        var unreadable = 0;
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty) continue;
            if (EventLine.Read(line) is { } happened) history.Add(happened);
            else unreadable++;
        }

        return unreadable;
    }

    /// <summary>Adds whole lines; they survive the process once this returns.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (_file is not null && !File.Exists(_path)) Dispose(); // somebody deleted it: nobody would find what follows
        _file ??= Open();
        if (_file.Length + lines.Length > bytesMax)
        {
            Dispose();
            WriteAnew();
            _file = Open();
        }

        _file.Write(lines);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open()
    {
        TextFile.CreatePrivateFolder(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = TextFile.OwnerOnly;
        var file = new FileStream(_path, options);
        EndTornLine(file);
        return file;
    }

    // A crash may leave half a line: what follows begins one of its own.
    private static void EndTornLine(FileStream file)
    {
        if (file.Length == 0) return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
    }

    private byte[] ReadEnd()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(file.Length, bytesMax)];
        file.Seek(-bytes.Length, SeekOrigin.End);
        file.ReadExactly(bytes);
        return bytes;
    }

    // What the history remembers, and of that the newest that half the file holds.
    private void WriteAnew()
    {
        var history = new EventHistory(eventsMax, eventsPerClientMax);
        Read(history);
        var kept = new Stack<byte[]>();
        var line = new ArrayBufferWriter<byte>();
        var room = bytesMax / 2;
        foreach (var happened in history.Latest().Reverse())
        {
            line.ResetWrittenCount();
            EventLine.Write(happened, line);
            room -= line.WrittenCount;
            if (room < 0) break;
            kept.Push(line.WrittenSpan.ToArray());
        }

        TextFile.Replace(_path, file =>
        {
            foreach (var one in kept) file.Write(one);
        }, TextFile.OwnerOnly);
    }
}
