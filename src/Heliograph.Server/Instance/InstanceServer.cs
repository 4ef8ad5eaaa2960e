using System.Net;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Admin.Live;
using Heliograph.Server.Configuration;
using Heliograph.Server.Logging;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Telemetry.Otlp;

namespace Heliograph.Server.Instance;

/// <summary>A running instance: the server, its log, and the files of <c>etc/</c> applied as they change. Dispose to stop cleanly.</summary>
internal sealed class InstanceServer : IReloadTarget, IAsyncDisposable
{
    private readonly InstanceLock _lock;
    private readonly ServerLog _log;
    private readonly AccessComposition _access;
    private readonly BanList _bans;
    private readonly HeliographServer _server;
    private readonly OtlpExport? _export;
    private readonly LiveReload _reload;
    private AdminServer? _admin;
    private readonly FirstPasswordCheck _firstPassword;
    private AdminParts? _parts;
    private Task _reminding = Task.CompletedTask;

    private InstanceServer(
        InstanceLayout layout, ServerConfiguration configuration, InstanceLock held, ServerLog log,
        AccessComposition access, BanList bans, HeliographServer server, TimeProvider time)
    {
        (_lock, _log, _access, _bans, _server) = (held, log, access, bans, server);
        _firstPassword = new(access.Users);
        _export = ExportOf(layout, configuration.Otlp, log, time);
        _reload = new(layout, configuration, this, log.Factory.CreateLogger("heliograph.instance"), time);
    }

    /// <summary>The addresses that connections are accepted at.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => _server.Endpoints;

    /// <summary>The server within.</summary>
    internal HeliographServer Server => _server;

    /// <summary>Logins that wait because others of their address or user failed.</summary>
    internal IEnumerable<LoginWaiting> WaitingLogins => _access.Lines?.Waiting ?? [];

    /// <summary>Where the console is.</summary>
    public IEnumerable<Uri> ConsoleUrls => _admin?.Urls ?? [];

    /// <summary>Ends with the cause when the instance can keep its promises no longer and must be stopped; else never.</summary>
    public Task<OperatorException> Failed => _server.Failed;

    /// <summary>Starts an instance.</summary>
    /// <param name="layout">Its folder.</param>
    /// <param name="reading">Its files.</param>
    /// <param name="console">Where people watch the log, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="OperatorException">
    /// A file has errors, the instance runs already, its journal is damaged, the log cannot be written, or a required port
    /// cannot be bound.
    /// </exception>
    public static async Task<InstanceServer> StartAsync(
        InstanceLayout layout, InstanceReading reading, LogConsole? console, TimeProvider time, CancellationToken stop)
    {
        if (reading is not { Configuration: { } configuration, Users: { } users, Rules: { } rules })
            throw new OperatorException(
                string.Join(Environment.NewLine, reading.Errors).TrimEnd('.'), $"Correct {(reading.Errors.Count == 1 ? "it" : "them")} and start again");
        var held = InstanceLock.Take(layout);
        ServerLog log;
        try
        {
            log = ServerLog.Open(configuration.Log, layout.Root, console);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        AccessComposition? access = null;
        HeliographServer? server = null;
        InstanceServer? instance = null;
        BanList? bans = null;
        try
        {
            access = new(layout, configuration, users, rules, time, log.Factory.CreateLogger("heliograph.access"));
            bans = new(layout.BansFile, time);
            var hub = new LiveHub(time, log.Factory.CreateLogger("heliograph.console"));
            server = await HeliographServer.StartAsync(
                new()
                {
                    Broker = configuration.Broker,
                    MemoryBytesMax = configuration.MemoryBytesMax,
                    Store = new() { Folder = layout.Journal, Storage = configuration.Storage },
                    Listeners = [.. configuration.Listeners.Select(layout.WithFullPaths)],
                    Authenticator = access.Authenticator,
                    Authorizer = access.Authorizer,
                    Bans = bans,
                    LoginDoor = access.Door,
                    Flapping = configuration.Flapping,
                    LoginsWaiting = access.Lines is { } lines ? () => lines.Count : null,
                    EnhancedAuthenticator = access.EnhancedAuthenticator,
                    EventsFolder = layout.Events,
                    TracesFolder = layout.Traces,
                    EventSinks = [hub],
                    LoggerFactory = log.Factory,
                    Time = time,
                },
                stop);
            instance = new(layout, configuration, held, log, access, bans, server, time);
            foreach (var address in server.Addresses) log.Announce($"Accepting connections at: {address}");
            if (configuration.Console.Enabled) await instance.StartConsoleAsync(layout, configuration.Access, configuration.Console, hub, time);
            foreach (var url in instance.ConsoleUrls) log.Announce($"Console at: {url}");
            instance._reminding = Task.Run(() => instance.RemindOfFirstPassword(layout), CancellationToken.None);
            return instance;
        }
        catch
        {
            if (instance is not null)
            {
                await instance.DisposeAsync();
                throw;
            }

            if (server is not null) await server.DisposeAsync();
            bans?.Dispose();
            access?.Dispose();
            log.Dispose();
            held.Dispose();
            throw;
        }
    }

    // Costs as much as a login, so nobody waits for it.
    private void RemindOfFirstPassword(InstanceLayout layout)
    {
        if (_firstPassword.IsFirst()) _log.Announce(FirstAccount.Reminder(layout.Root));
    }

    // Not given up half way: the broker serves by now.
    private async Task StartConsoleAsync(InstanceLayout layout, AccessOptions access, AdminOptions options, LiveHub hub, TimeProvider time)
    {
        var log = _log.Factory.CreateLogger("heliograph.console");
        _parts = new(new(layout.ApiKeysFile, time, log), new(layout.AuditFolder, time, log));
        var context = new AdminContext
        {
            Options = options,
            Server = _server,
            Authenticator = _access.Users,
            Time = time,
            Access = new(layout, access, _reload.ReloadChanged, () => _access.Users.Users),
            Bans = _bans,
            WaitingLogins = () => WaitingLogins,
            Keys = _parts.Keys,
            Audit = _parts.Audit,
            Configuration = new(layout, _reload, new(layout.ConfigurationHistoryFile, "data/configuration-history.json", AdminJson.Default.ConfigurationHistory), time, log),
            HasFirstPassword = _firstPassword.IsFirst,
            CertificateFile = layout.CertificateFile(options),
            IsExposed = !IPAddress.IsLoopback(IPAddress.Parse(options.Address)),
        };
        _admin = await AdminServer.StartAsync(context, hub, _log.Factory, _log.Announce, CancellationToken.None);
    }

    private static OtlpExport? ExportOf(InstanceLayout layout, OtlpOptions options, ServerLog log, TimeProvider time) => options.Endpoint.Length == 0
        ? null
        : OtlpExport.Start(options, $"{Environment.MachineName}/{layout.Name}", log.Factory.CreateLogger("heliograph.telemetry"), time);

    /// <summary>Reads the files of <c>etc/</c> anew and puts them in force: what SIGHUP asks for.</summary>
    public void Reload() => _reload.Reload();

    public void Apply(ServerConfiguration configuration)
    {
        _server.ApplyBrokerOptions(configuration.Broker);
        _log.SetLevel(configuration.Log.Level);
    }

    public void Apply(PasswordFile users)
    {
        var before = _access.Users.Users;
        _access.Users.Replace(users);
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var user in before.Users)
        {
            var isThere = users.TryFind(user, out PasswordHash? hash);
            if (isThere && before.TryFind(user, out PasswordHash? old) && old.Text == hash!.Text) continue;
            _admin?.EndLoginsOf(user);
            if (!isThere) deleted.Add(user);
        }

        if (deleted.Count > 0) _server.DisconnectAll(who => who.UserName is { } name && deleted.Contains(name) ? "its user was deleted" : null);
    }

    public void Apply(AclRules rules) => _access.Rules.Replace(rules);

    /// <summary>Stops: no new connections, goodbye to the connected ones, and the log written out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reminding;
        _reload.Dispose();
        _export?.Dispose();
        if (_admin is not null) await _admin.DisposeAsync();
        _parts?.Dispose();
        await _server.DisposeAsync();
        _bans.Dispose();
        _access.Dispose();
        _log.Announce("Stopped");
        _log.Dispose();
        _lock.Dispose();
    }

    // What the console keeps in files of its own.
    private sealed record AdminParts(ApiKeys Keys, AuditLog Audit) : IDisposable
    {
        public void Dispose()
        {
            Keys.Dispose();
            Audit.Dispose();
        }
    }
}
