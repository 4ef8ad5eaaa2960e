using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Tells 21, 7 and 1 days before a certificate expires, and when it has: each once of each certificate. Dispose to stop.</summary>
/// <remarks>Of the days that are past already only the last is told.</remarks>
internal sealed partial class ExpiryWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly int[] CertificateDays = [0, 1, 7, 21];
    private static readonly int[] ListDays = [0, 1]; // made anew every week or oftener

    private readonly Func<IEnumerable<Expiring>> _expiring;
    private readonly Action<string> _onExpiring;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _turn = new();
    private readonly ITimer _timer;
    private Dictionary<string, int> _told = []; // days by id, of those that are in force

    /// <param name="expiring">What is in force.</param>
    /// <param name="onExpiring">Is told in words, besides the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told.</param>
    public ExpiryWatch(Func<IEnumerable<Expiring>> expiring, Action<string> onExpiring, TimeProvider time, ILogger log)
    {
        (_expiring, _onExpiring, _time, _log) = (expiring, onExpiring, time, log);
        Look();
        _timer = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>Looks now. Any thread.</summary>
    public void Look()
    {
        lock (_turn)
        {
            var told = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var one in _expiring())
            {
                var left = one.NotAfter - _time.GetUtcNow().UtcDateTime;
                var days = (one.IsList ? ListDays : CertificateDays).FirstOrDefault(before => left <= TimeSpan.FromDays(before), int.MaxValue);
                if (days < _told.GetValueOrDefault(one.Id, int.MaxValue)) Tell(one, days, left);
                told[one.Id] = days;
            }

            _told = told;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tell(Expiring one, int days, TimeSpan left)
    {
        if (days == 0) LogExpired(one.What, one.NotAfter, one.Then);
        else LogExpires(one.What, one.NotAfter, Math.Round(left.TotalDays, 1));
        _onExpiring(string.Create(CultureInfo.InvariantCulture, $"{one.What} {(days == 0 ? "has expired" : "expires")} on {one.NotAfter:yyyy-MM-dd}: renew it; new files are taken up without a restart"));
    }

    [LoggerMessage(LogLevel.Warning, "{What} expires on {NotAfter:yyyy-MM-dd}, in {Days} days: renew it; new files are taken up without a restart")]
    private partial void LogExpires(string what, DateTime notAfter, double days);

    [LoggerMessage(LogLevel.Error, "{What} has expired on {NotAfter:yyyy-MM-dd}: {Then}; renew it, new files are taken up without a restart")]
    private partial void LogExpired(string what, DateTime notAfter, string then);
}

/// <summary>Something that is good for a time.</summary>
/// <param name="What">Its name for people.</param>
/// <param name="Id">Tells it from the one that comes after it.</param>
/// <param name="NotAfter">In UTC.</param>
/// <param name="Then">What happens after that.</param>
/// <param name="IsList">Whether it is a revocation list; else a certificate.</param>
internal sealed record Expiring(string What, string Id, DateTime NotAfter, string Then, bool IsList);
