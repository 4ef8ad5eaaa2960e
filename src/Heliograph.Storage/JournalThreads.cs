namespace Heliograph.Storage;

/// <summary>The three threads of a running journal: one commits, one tells the owner, one makes room and snapshots.</summary>
internal sealed class JournalThreads : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DurableJournal _journal;
    private readonly LiveLog _log;
    private readonly JournalOwner _owner;
    private readonly WakeUp _advanced = new();
    private readonly WakeUp _upkeep = new();
    private readonly WakeUp _spaceRetry = new();
    private readonly Thread[] _threads;
    private volatile bool _isStopping;

    public JournalThreads(DurableJournal journal, LiveLog log, JournalOwner owner)
    {
        (_journal, _log, _owner) = (journal, log, owner);
        _threads =
        [
            new(Commit) { Name = "journal commit", IsBackground = true },
            new(Tell) { Name = "journal durable", IsBackground = true },
            new(Maintain) { Name = "journal upkeep", IsBackground = true },
        ];
    }

    /// <summary>Set after each append.</summary>
    public WakeUp Appended { get; } = new();

    public void Start()
    {
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>The log became durable further by another thread's doing.</summary>
    public void OnAdvanced() => _advanced.Set();

    public void Dispose()
    {
        _isStopping = true;
        foreach (var waiting in (WakeUp[])[Appended, _advanced, _upkeep, _spaceRetry]) waiting.Set();
        foreach (var thread in _threads)
        {
            if (thread.IsAlive && thread != Thread.CurrentThread) thread.Join();
        }
    }

    private void Commit() => Guarded(() =>
    {
        var segment = _log.Writer.Segment;
        while (!_isStopping)
        {
            var isIdle = !Appended.Wait(Pause);
            if (_isStopping) return;
            if (isIdle) _journal.AppendIdleMark(_owner.Now());
            _ = _journal.CommitOnce(_owner.Now());
            if (_log.Writer.WaitsForSpace)
            {
                _upkeep.Set(); // a snapshot may free some
                _ = _spaceRetry.Wait(Pause);
            }

            if (segment == _log.Writer.Segment) continue;
            segment = _log.Writer.Segment;
            _upkeep.Set(); // the one in reserve is in use now
        }
    });

    private void Tell() => Guarded(() =>
    {
        while (!_isStopping)
        {
            if (_advanced.Wait(Pause) && !_isStopping) _owner.OnDurable();
        }
    });

    private void Maintain() => Guarded(() =>
    {
        while (!_isStopping)
        {
            _journal.MaintainOnce(_owner.Now());
            _ = _upkeep.Wait(Pause);
        }
    });

    // The outermost loop of each thread: a fault of ours stops the owner, and not by a crash without a word.
    private void Guarded(Action loop)
    {
        try
        {
            loop();
        }
        catch (Exception failure)
        {
            var text = $"the thread \"{Thread.CurrentThread.Name}\" failed: {failure.Message.TrimEnd('.')}";
            _owner.OnEvent(new(StorageEventKind.Failed, text, failure));
        }
    }
}
