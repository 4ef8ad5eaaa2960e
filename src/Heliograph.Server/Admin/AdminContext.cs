using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Instance;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Admin;

/// <summary>What the routes work on.</summary>
internal sealed class AdminContext
{
    public required AdminOptions Options { get; init; }

    public required HeliographServer Server { get; init; }

    public required IAuthenticator Authenticator { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Users and rights, to be edited.</summary>
    public required AccessEditor Access { get; init; }

    /// <summary>Who may not connect.</summary>
    public required BanList Bans { get; init; }

    /// <summary>Logins that wait because others of their address or user failed.</summary>
    public Func<IEnumerable<LoginWaiting>> WaitingLogins { get; init; } = static () => [];

    /// <summary>The keys of programs.</summary>
    public required ApiKeys Keys { get; init; }

    /// <summary>Who changed what.</summary>
    public required AuditLog Audit { get; init; }

    /// <summary>The configuration file.</summary>
    public required ConfigurationEditor Configuration { get; init; }

    /// <summary>Whether the first account still has its first password. Asked often.</summary>
    public required Func<bool> HasFirstPassword { get; init; }

    /// <summary>The full path of certificate and key for HTTPS.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Whether other machines reach the console.</summary>
    public required bool IsExposed { get; init; }

    public Broker.Broker Broker => Server.Broker;

    public BrokerClock Clock => Server.Clock;

    public IJournal Journal => Server.Journal;

    /// <summary>Starts a round of work in the engine.</summary>
    public Batch BeginBatch() => Broker.BeginBatch(Clock.Now);

    /// <summary>Waits until a change is as durable as the journal's level promises.</summary>
    public async Task AwaitDurableAsync(Lsn needs, CancellationToken stop)
    {
        try
        {
            await Server.AwaitDurableAsync(needs, stop);
        }
        catch (OperatorException late)
        {
            throw new ProblemException(503, "Not durable", late.Problem) { Remedy = late.Remedy };
        }
    }
}
