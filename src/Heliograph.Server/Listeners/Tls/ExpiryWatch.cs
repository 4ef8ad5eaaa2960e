using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Tells 21, 7 and 1 days before a certificate expires, and when it has: each once of each certificate. Dispose to stop.</summary>
/// <remarks>Of the days that are past already only the last is told.</remarks>
internal sealed partial class ExpiryWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly int[] Days = [0, 1, 7, 21];

    private readonly Func<IReadOnlyList<ServerCertificate>> _certificates;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _turn = new();
    private readonly ITimer _timer;
    private Dictionary<string, int> _told = []; // days by thumbprint, of those that are in force

    /// <param name="certificates">Those in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told.</param>
    public ExpiryWatch(Func<IReadOnlyList<ServerCertificate>> certificates, TimeProvider time, ILogger log)
    {
        (_certificates, _time, _log) = (certificates, time, log);
        Look();
        _timer = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>Looks now. Any thread.</summary>
    public void Look()
    {
        lock (_turn)
        {
            var told = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var one in _certificates())
            {
                var certificate = one.Certificate;
                var left = certificate.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime;
                var days = Array.FindIndex(Days, before => left <= TimeSpan.FromDays(before)) is >= 0 and var at ? Days[at] : int.MaxValue;
                if (days < (_told.TryGetValue(certificate.Thumbprint, out var earlier) ? earlier : int.MaxValue)) Tell(one.File, certificate.NotAfter, days, left);
                told[certificate.Thumbprint] = days;
            }

            _told = told;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tell(string file, DateTime notAfter, int days, TimeSpan left)
    {
        if (days == 0) LogExpired(file, notAfter);
        else LogExpires(file, notAfter, Math.Round(left.TotalDays, 1));
    }

    [LoggerMessage(LogLevel.Warning, "the certificate {File} expires on {NotAfter:yyyy-MM-dd}, in {Days} days: renew it; new files are taken up without a restart")]
    private partial void LogExpires(string file, DateTime notAfter, double days);

    [LoggerMessage(LogLevel.Error, "the certificate {File} has expired on {NotAfter:yyyy-MM-dd}: clients refuse it; renew it, new files are taken up without a restart")]
    private partial void LogExpired(string file, DateTime notAfter);
}
