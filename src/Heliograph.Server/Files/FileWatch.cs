namespace Heliograph.Server.Files;

/// <summary>Calls back when any of a few files may have changed. Dispose to stop.</summary>
/// <remarks>
/// The system's notifications come first; on file systems that send none, a slow poll of times and sizes finds the
/// change. Changes that follow one another closely give one call. Calls never overlap.
/// </remarks>
internal sealed class FileWatch : IDisposable
{
    /// <summary>Quiet time after a notification before the call: an editor's save is several of them.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between two looks at times and sizes.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);

    private readonly Lock _turn = new();
    private readonly string[] _paths;
    private readonly Action _onChange;
    private readonly FileSystemWatcher[] _watchers;
    private readonly ITimer _settled;
    private readonly ITimer _poll;
    private (DateTime WrittenAt, long Length)[] _stamps;
    private bool _isStopped;

    /// <param name="paths">Full paths; their folders must exist.</param>
    /// <param name="onChange">Called on another thread; must not throw.</param>
    /// <param name="time">The clock of the timers.</param>
    public FileWatch(IReadOnlyList<string> paths, Action onChange, TimeProvider time)
    {
        (_paths, _onChange) = ([.. paths], onChange);
        _stamps = Stamps();
        _settled = time.CreateTimer(_ => Call(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = time.CreateTimer(_ => Poll(), null, PollInterval, PollInterval);
        _watchers = [.. paths.Select(path => Path.GetDirectoryName(path) ?? path).Distinct().Select(Watch).OfType<FileSystemWatcher>()];
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
        _poll.Dispose();
        _settled.Dispose();
        lock (_turn) _isStopped = true;
    }

    // A system that is out of watches is not an error: the poll does the work.
    private FileSystemWatcher? Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder);
            watcher.Changed += OnNotified;
            watcher.Created += OnNotified;
            watcher.Deleted += OnNotified;
            watcher.Renamed += OnNotified;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private void OnNotified(object sender, FileSystemEventArgs change)
    {
        if (_paths.Contains(change.FullPath)) _settled.Change(Settling, Timeout.InfiniteTimeSpan);
    }

    private void Poll()
    {
        lock (_turn)
        {
            if (_isStopped || _stamps.SequenceEqual(Stamps())) return;
        }

        Call();
    }

    private void Call()
    {
        lock (_turn)
        {
            if (_isStopped) return;
            _stamps = Stamps();
            _onChange();
        }
    }

    private (DateTime, long)[] Stamps() => [.. _paths.Select(path =>
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    })];
}
