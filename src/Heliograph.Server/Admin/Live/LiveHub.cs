using System.Text.Json;
using System.Threading.Channels;
using Heliograph.Broker.Events;
using Heliograph.Server.Admin.Events;
using Heliograph.Server.Admin.Overview;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Live;

/// <summary>Tells everyone who watches what is new: the overview each second, and events as they come.</summary>
/// <remarks>
/// Each announcement is made once and shared. A watcher that reads too slowly misses announcements; nobody waits for it. Of
/// many events only so many are told, and how many were not.
/// </remarks>
internal sealed partial class LiveHub : IEventSink, IAsyncDisposable
{
    public const int WatchersMax = 200;

    private const int EventsMax = 50, TicksPerSecond = 4, UnreadMax = 8;

    private readonly Lock _lock = new();
    private readonly List<Channel<Announcement>> _watchers = [];
    private readonly Queue<BrokerEvent> _events = [];
    private readonly ILogger _log;
    private readonly PeriodicTimer _timer;
    private int _skipped;
    private Task _beating = Task.CompletedTask;

    public LiveHub(TimeProvider time, ILogger log) => (_log, _timer) = (log, new(TimeSpan.FromMilliseconds(1_000 / TicksPerSecond), time));

    /// <summary>Begins to tell.</summary>
    public void Start(OverviewSource overview) => _beating = BeatAsync(overview);

    /// <summary>Takes part; null when <see cref="WatchersMax"/> do already. End it with <see cref="Leave"/>.</summary>
    public Channel<Announcement>? Join()
    {
        lock (_lock)
        {
            if (_watchers.Count >= WatchersMax) return null;
            var watcher = Channel.CreateBounded<Announcement>(new BoundedChannelOptions(UnreadMax) { FullMode = BoundedChannelFullMode.DropOldest });
            _watchers.Add(watcher);
            return watcher;
        }
    }

    public void Leave(Channel<Announcement> watcher)
    {
        lock (_lock) _watchers.Remove(watcher);
    }

    public void OnEvent(BrokerEvent happened)
    {
        lock (_lock)
        {
            if (_watchers.Count == 0) return;
            if (_events.Count < EventsMax) _events.Enqueue(happened);
            else _skipped++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beating;
        lock (_lock)
        {
            foreach (var watcher in _watchers) watcher.Writer.TryComplete();
        }
    }

    private async Task BeatAsync(OverviewSource overview)
    {
        for (var tick = 0; await _timer.WaitForNextTickAsync(); tick++)
        {
            try
            {
                TellEvents();
                if (tick % TicksPerSecond == 0) Tell(new("overview", JsonSerializer.SerializeToUtf8Bytes(overview.Take(), AdminJson.Default.OverviewAnswer)));
            }
            catch (Exception failure)
            {
                LogFailure(failure);
            }
        }
    }

    private void TellEvents()
    {
        EventRow[] rows;
        int skipped;
        lock (_lock)
        {
            if (_events.Count == 0) return;
            rows = [.. _events.Select(EventRow.Of)];
            _events.Clear();
            (skipped, _skipped) = (_skipped, 0);
        }

        Tell(new("happened", JsonSerializer.SerializeToUtf8Bytes(new(rows, skipped), AdminJson.Default.HappenedAnswer)));
    }

    private void Tell(Announcement announcement)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(announcement);
        }
    }

    [LoggerMessage(LogLevel.Error, "what the console is told failed; it is told the next time")]
    private partial void LogFailure(Exception failure);
}

/// <summary>What all watchers are told.</summary>
/// <param name="Name">The event's name in the stream.</param>
/// <param name="Json">Its data, on one line.</param>
internal sealed record Announcement(string Name, byte[] Json);

/// <summary>Some events that happened, and how many more did.</summary>
internal sealed record HappenedAnswer(IReadOnlyList<EventRow> Events, int Skipped);
