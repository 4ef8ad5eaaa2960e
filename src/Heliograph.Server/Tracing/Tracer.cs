using System.Security.Cryptography;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tracing;

/// <summary>All traces: those that run, and the files of those that ended, which outlast the process.</summary>
internal sealed partial class Tracer : IDisposable
{
    public const int RunningMax = 4, KeptMax = 20, MinutesMax = 1_440;

    /// <summary>Bytes of all files, with what those that run may yet become; the oldest that has ended goes first.</summary>
    public const long AllBytesMax = 512L << 20;

    private readonly Lock _lock = new();
    private readonly string? _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly long _bytesMax;
    private readonly List<Trace> _all = [];
    private readonly ITimer? _clock;
    private volatile bool _isOn;
    private volatile RunningTraces _running = new([], 0);
    private bool _hasFailed;

    /// <param name="folder">Where traces are written; null makes none possible.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when a trace cannot be written.</param>
    /// <param name="bytesMax">Of one file.</param>
    public Tracer(string? folder, TimeProvider time, ILogger log, long bytesMax = Trace.BytesMaxDefault)
    {
        (_folder, _time, _log, _bytesMax) = (folder, time, log, bytesMax);
        if (folder is null) return;
        FindAgain(folder);
        _clock = time.CreateTimer(_ => EndDue(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Whether any trace runs. Volatile.</summary>
    public bool IsOn => _isOn;

    /// <summary>The traces that run, and a number that changes with them.</summary>
    public RunningTraces Running => _running;

    public DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Trace> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    public Trace? Find(string id)
    {
        lock (_lock) return _all.Find(trace => trace.Record.Id == id);
    }

    /// <summary>Starts one. Old ones make room.</summary>
    /// <returns>Null when <see cref="RunningMax"/> run already.</returns>
    /// <exception cref="OperatorException">It cannot be written.</exception>
    public Trace? Start(TraceFilter filter, bool withPayload, TimeSpan time, string startedBy)
    {
        if (_folder is null) throw new OperatorException("there is no folder for traces", "Run the broker as an instance: heliograph create");
        lock (_lock)
        {
            if (_running.Traces.Count >= RunningMax) return null;
            MakeRoom();
            TextFile.CreatePrivateFolder(_folder);
            var now = Now;
            var id = $"{now:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
            var trace = Trace.Begin(new(id, filter, withPayload, now, startedBy, now + time, TraceState.Running, 0, 0, 0), _folder, _bytesMax, OnFailure);
            _all.Add(trace);
            Renew();
            return trace;
        }
    }

    /// <summary>Ends one that runs.</summary>
    public void Stop(Trace trace)
    {
        trace.End();
        lock (_lock) Renew();
    }

    /// <summary>Ends one and deletes its files.</summary>
    public async Task DeleteAsync(Trace trace)
    {
        Stop(trace);
        await trace.Written;
        lock (_lock)
        {
            if (_all.Remove(trace)) trace.Delete();
        }
    }

    /// <summary>Something of tracing failed: that is all it costs. Told once until a trace starts again.</summary>
    public void OnFailure(Exception failure)
    {
        if (!Interlocked.Exchange(ref _hasFailed, true)) LogFailure(failure);
    }

    /// <summary>Ends those that run; their files are whole when this returns, unless the disk does not answer.</summary>
    public void Dispose()
    {
        _clock?.Dispose();
        var running = _running.Traces;
        foreach (var trace in running) Stop(trace);
        Task.WaitAll([.. running.Select(trace => trace.Written)], TimeSpan.FromSeconds(2));
    }

    private void EndDue()
    {
        lock (_lock)
        {
            foreach (var trace in _running.Traces)
            {
                if (trace.Record.EndsAt <= Now) trace.End();
            }

            Renew();
        }
    }

    // Under the lock.
    private void Renew()
    {
        Trace[] running = [.. _all.Where(trace => trace.Record.State == TraceState.Running)];
        if (running.SequenceEqual(_running.Traces)) return;
        _running = new(running, _running.Generation + 1);
        _isOn = running.Length > 0;
        Interlocked.Exchange(ref _hasFailed, false);
    }

    // Under the lock.
    private void MakeRoom()
    {
        while (_all.Count >= KeptMax || _all.Sum(RoomOf) + _bytesMax > AllBytesMax)
        {
            if (_all.Find(trace => trace.Record.State != TraceState.Running && trace.Written.IsCompleted) is not { } oldest) return;
            oldest.Delete();
            _all.Remove(oldest);
        }
    }

    private long RoomOf(Trace trace) => trace.Record is { State: not TraceState.Running, Bytes: var bytes } ? bytes : _bytesMax;

    private void FindAgain(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.pcapng").Order(StringComparer.Ordinal))
        {
            if (Trace.Find(folder, Path.GetFileNameWithoutExtension(file), OnFailure) is { } trace) _all.Add(trace);
        }
    }

    [LoggerMessage(LogLevel.Error, "a trace failed; what it did not write is missing in it")]
    private partial void LogFailure(Exception failure);
}

/// <summary>The traces that run.</summary>
internal sealed record RunningTraces(IReadOnlyList<Trace> Traces, int Generation);
