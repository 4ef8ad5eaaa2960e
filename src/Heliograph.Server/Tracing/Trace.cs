using System.Buffers;
using Heliograph.Server.Files;

namespace Heliograph.Server.Tracing;

/// <summary>One trace: the packets it wants, the latest in memory and all of them in a file, until its time or its room is over.</summary>
/// <remarks>Whoever adds never waits: what the disk does not take in time is dropped and counted.</remarks>
internal sealed class Trace
{
    /// <summary>Bytes of one file.</summary>
    public const long BytesMaxDefault = 64L << 20;

    /// <summary>Packets that are shown of a running trace.</summary>
    public const int RowsMax = 2_000;

    /// <summary>Packets, and their bytes, that may wait to be written.</summary>
    public const int WaitingMax = 10_000, WaitingBytesMax = 16 << 20;

    private const int BytesAtOnce = 1 << 20;

    private readonly WriterQueue<TracedPacket> _waiting = new(WaitingMax);
    private readonly StateFile<TraceRecord> _sidecar;
    private readonly string _path;
    private readonly long _bytesMax;
    private readonly Lock _lock = new();
    private readonly Queue<(long Number, TracedPacket Packet)> _rows = [];
    private readonly Action<Exception> _onFailure;
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TraceRecord _record;
    private long _last;
    private long _dropped;
    private long _waitingBytes;

    private Trace(TraceRecord record, string folder, long bytesMax, Action<Exception> onFailure)
    {
        (_record, _bytesMax, _onFailure) = (record, bytesMax, onFailure);
        _path = Path.Combine(folder, record.Id + ".pcapng");
        _sidecar = SidecarOf(folder, record.Id);
    }

    public TraceRecord Record
    {
        get
        {
            lock (_lock) return _record with { Dropped = Math.Max(_record.Dropped, Interlocked.Read(ref _dropped)) };
        }
    }

    public TraceFilter Filter => _record.Filter;

    public bool WithPayload => _record.WithPayload;

    /// <summary>The file with its packets.</summary>
    public string FilePath => _path;

    /// <summary>Ends when all that was wanted is in the file.</summary>
    public Task Written => _written.Task;

    /// <summary>Begins a trace.</summary>
    /// <exception cref="OperatorException">Its files cannot be written.</exception>
    public static Trace Begin(TraceRecord record, string folder, long bytesMax, Action<Exception> onFailure)
    {
        var trace = new Trace(record, folder, bytesMax, onFailure);
        FileStream file;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = TextFile.OwnerOnly;
            file = new(trace._path, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"the trace cannot be written: {failure.Message.TrimEnd('.')}", "Make room on the disk, or correct the permissions of data/traces", failure);
        }

        trace._sidecar.Save(record);
        // The thread exists to wait for the disk.
        new Thread(() => trace.WriteAll(file)) { IsBackground = true, Name = "trace" }.Start();
        return trace;
    }

    /// <summary>Finds a trace of an earlier run again; null when it cannot be read. One that was running then has ended.</summary>
    public static Trace? Find(string folder, string id, Action<Exception> onFailure)
    {
        try
        {
            var path = Path.Combine(folder, id + ".pcapng");
            if (SidecarOf(folder, id).Load() is not { } record || !File.Exists(path)) return null;
            if (record.State == TraceState.Running)
            {
                var (packets, bytes) = PcapngFile.CutTornEnd(path);
                record = record with { State = TraceState.Ended, Packets = packets, Bytes = bytes };
            }

            var trace = new Trace(record, folder, 0, onFailure);
            trace._waiting.Complete();
            trace._written.SetResult();
            return trace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperatorException)
        {
            onFailure(failure);
            return null;
        }
    }

    /// <summary>Adds a packet. Any thread; never waits.</summary>
    public void Add(TracedPacket packet)
    {
        lock (_lock)
        {
            if (_record.State != TraceState.Running) return;
            if (Interlocked.Read(ref _waitingBytes) > WaitingBytesMax || !_waiting.TryAdd(packet))
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            Interlocked.Add(ref _waitingBytes, packet.Bytes.Length);
            if (_rows.Count == RowsMax) _rows.Dequeue();
            _rows.Enqueue((++_last, packet with { Bytes = [], Introduction = [] }));
        }
    }

    /// <summary>The packets after one, the oldest first, of those that are still in memory; and the number of the last of all.</summary>
    public (IReadOnlyList<(long Number, TracedPacket Packet)> Items, long Last) After(long number, int most)
    {
        lock (_lock) return ([.. _rows.Where(row => row.Number > number).Take(most)], _last);
    }

    /// <summary>Ends it; what waits is written yet.</summary>
    public void End(TraceState state = TraceState.Ended)
    {
        lock (_lock)
        {
            if (_record.State == TraceState.Running) _record = _record with { State = state };
        }

        _waiting.Complete();
    }

    /// <summary>Deletes its files. After its end.</summary>
    public void Delete()
    {
        File.Delete(_path);
        File.Delete(SidecarPath(Path.GetDirectoryName(_path)!, _record.Id));
    }

    private static string SidecarPath(string folder, string id) => Path.Combine(folder, id + ".json");

    private static StateFile<TraceRecord> SidecarOf(string folder, string id) => new(SidecarPath(folder, id), $"data/traces/{id}.json", TraceJson.Default.TraceRecord);

    private void WriteAll(FileStream file)
    {
        try
        {
            using (file) Write(file);
            _sidecar.Save(Record);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperatorException)
        {
            End();
            _onFailure(failure);
        }
        finally
        {
            _written.TrySetResult();
        }
    }

    private void Write(FileStream file)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PcapngWriter(output);
        writer.WriteHeader();
        while (_waiting.Take() is { } packets)
        {
            var count = 0;
            foreach (var packet in packets)
            {
                count++;
                Interlocked.Add(ref _waitingBytes, -packet.Bytes.Length);
                var before = output.WrittenCount;
                if (!writer.TryWrite(packet)) Interlocked.Increment(ref _dropped);
                if (file.Length + output.WrittenCount > _bytesMax)
                {
                    file.Write(output.WrittenSpan[..before]);
                    Note(file.Length, count - 1);
                    End(TraceState.Full);
                    return;
                }

                if (output.WrittenCount < BytesAtOnce) continue;
                WriteOut(file, output, count);
                count = 0;
            }

            WriteOut(file, output, count);
        }

        WriteOut(file, output, 0); // the header, of a trace without packets
    }

    private void WriteOut(FileStream file, ArrayBufferWriter<byte> output, int packets)
    {
        file.Write(output.WrittenSpan);
        output.ResetWrittenCount();
        Note(file.Length, packets);
    }

    private void Note(long bytes, int packets)
    {
        lock (_lock) _record = _record with { Bytes = bytes, Packets = _record.Packets + packets };
    }
}
