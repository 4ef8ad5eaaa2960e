using System.Text;
using System.Text.Json;
using Heliograph.Broker.Events;
using Heliograph.Server.Files;
using Heliograph.Server.Maintenance;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Audit;

/// <summary>
/// Who changed what: lines of JSON in files of bounded size, the latest entries in memory. Any thread. An entry is handed to
/// the operating system before the change is answered.
/// </summary>
internal sealed partial class AuditLog : IDisposable
{
    /// <summary>Entries that can be listed.</summary>
    public const int LatestMax = 10_000;

    /// <summary>
    /// Entries of one minute that nothing was changed by, such as refusals and logins: of each user, and of all together who have
    /// not logged in, so that they cannot push out what others did.
    /// </summary>
    public const int IdlePerMinuteMax = 60;

    private const int FileBytesMax = 5_000_000, FilesMax = 4;

    private readonly Lock _turn = new();
    private readonly RolledFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Queue<AuditEntry> _latest = [];
    private readonly Dictionary<string, int> _idle = new(StringComparer.Ordinal); // of this minute; who has logged in is bounded
    private long _lastNumber;
    private long _minute;
    private bool _isFailing;

    /// <param name="folder">Where its files are; made when it does not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when an entry cannot be written.</param>
    public AuditLog(string folder, TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        _file = new(Path.Combine(folder, "audit.jsonl"), FileBytesMax, FilesMax, TextFile.OwnerOnly);
        try
        {
            ReadBack();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_file.Path, failure.Message);
        }
    }

    /// <summary>The latest entries, the oldest first.</summary>
    public IReadOnlyList<AuditEntry> Latest()
    {
        lock (_turn) return [.. _latest];
    }

    /// <summary>Keeps an entry; its number and time are set here.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="idleOf">Whom it counts for when nothing was changed by it, empty for those who have not logged in; null for a change.</param>
    public void Add(AuditEntry entry, string? idleOf)
    {
        lock (_turn)
        {
            var now = _time.GetUtcNow().UtcDateTime;
            if (idleOf is not null && !TryTake(now, idleOf, ref entry)) return;
            Keep(entry with
            {
                Number = ++_lastNumber,
                At = now,
                User = Short(entry.User),
                Target = Short(entry.Target),
                Detail = Short(entry.Detail),
                Reason = Short(entry.Reason),
            });
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TryTake(DateTime now, string who, ref AuditEntry entry)
    {
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        if (minute != _minute) _idle.Clear();
        _minute = minute;
        var count = _idle.GetValueOrDefault(who) + 1;
        _idle[who] = count;
        if (count == IdlePerMinuteMax)
            entry = entry with { Detail = $"more than {IdlePerMinuteMax} entries of this kind in a minute: the others are not recorded" };
        return count <= IdlePerMinuteMax;
    }

    private void Keep(AuditEntry entry)
    {
        _latest.Enqueue(entry);
        if (_latest.Count > LatestMax) _latest.Dequeue();
        try
        {
            _file.Append([.. JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry), (byte)'\n']);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep anybody from making room.
            if (!_isFailing) LogFailure(_file.Path, failure.Message);
            _isFailing = true;
        }
    }

    // Oldest file first. A line that a crash tore is passed over; the next one begins on a line of its own.
    private void ReadBack()
    {
        var endsWhole = true;
        foreach (var path in _file.Existing().Reverse())
        {
            using var file = File.OpenRead(path);
            foreach (var line in JsonLines.Read(file, CancellationToken.None)) TryRemember(line.Span);
            if (path == _file.Path && file.Length > 0)
            {
                file.Position = file.Length - 1;
                endsWhole = file.ReadByte() == '\n';
            }
        }

        if (!endsWhole) _file.Append("\n"u8);
    }

    private void TryRemember(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) return;
        try
        {
            if (JsonSerializer.Deserialize(line, AuditJson.Default.AuditEntry) is not { } entry) return;
            _latest.Enqueue(entry);
            if (_latest.Count > LatestMax) _latest.Dequeue();
            _lastNumber = Math.Max(_lastNumber, entry.Number);
        }
        catch (JsonException)
        {
            LogDamage(_file.Path, Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]));
        }
    }

    private static string? Short(string? text) => text is null ? null : BrokerEvent.Shorten(text);

    [LoggerMessage(LogLevel.Error, "the audit log {File} cannot be written: {Cause}; entries are kept in memory until it can")]
    private partial void LogFailure(string file, string cause);

    [LoggerMessage(LogLevel.Error, "the audit log {File} cannot be read back: {Cause}; it begins anew in memory")]
    private partial void LogUnreadable(string file, string cause);

    [LoggerMessage(LogLevel.Warning, "a line of the audit log {File} is not readable and is passed over: {Line}")]
    private partial void LogDamage(string file, string line);
}
