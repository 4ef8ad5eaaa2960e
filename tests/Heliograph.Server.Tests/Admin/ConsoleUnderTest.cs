using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Live;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Tests.Listeners;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Admin;

/// <summary>A broker with its console on free loopback ports. Users are named after their roles; their password is "right".</summary>
internal sealed class ConsoleUnderTest : IAsyncDisposable
{
    private readonly AdminServer _admin;
    private readonly List<(HttpClient Browser, CookieContainer Cookies)> _cookies = [];
    private readonly TemporaryFolder _folder;
    private readonly LiveReload _reload;

    private ConsoleUnderTest(HeliographServer server, AdminServer admin, AdminContext context, TemporaryFolder folder, LiveReload reload) =>
        (Server, _admin, Context, _folder, _reload) = (server, admin, context, folder, reload);

    public HeliographServer Server { get; }

    public AdminContext Context { get; }

    /// <summary>Where keys, audit log and the like are kept.</summary>
    public string Folder => _folder.Root;

    public IReadOnlyList<Uri> Urls => [.. _admin.Urls];

    public Uri Url => _admin.Urls.First();

    /// <summary>What could not be bound, in words.</summary>
    public required IReadOnlyList<string> NotBound { get; init; }

    public static async Task<ConsoleUnderTest> StartAsync(BrokerOptions? options = null, Func<AdminOptions, AdminOptions>? change = null, string certificateFile = "",
        Func<ServerOptions, ServerOptions>? server = null, IAuthenticator? authenticator = null, Func<PasswordFile>? users = null, Func<IEnumerable<LoginWaiting>>? waitingLogins = null)
    {
        var folder = new TemporaryFolder();
        var bans = new BanList(folder.At("bans.json"), TimeProvider.System);
        var hub = new LiveHub(TimeProvider.System, NullLogger.Instance);
        var started = await TestServer.StartAsync(options, broker => (server?.Invoke(broker) ?? broker) with { EventSinks = [hub], Bans = bans });
        var admin = new AdminOptions { Port = 0, HttpsPort = null, Admins = new("admin"), Operators = new("operator"), Viewers = new("viewer") };
        var notBound = new List<string>();
        var layout = new InstanceLayout(folder.Root);
        Directory.CreateDirectory(layout.Etc);
        Directory.CreateDirectory(layout.Data);
        await File.WriteAllTextAsync(layout.ConfigurationFile, DefaultConfigurationFile.Render(new()), TestContext.Current.CancellationToken);
        var reload = new LiveReload(layout, ConfigurationFile.Load(layout.ConfigurationFile, "").Configuration!, new Target(started), NullLogger.Instance, TimeProvider.System);
        var context = new AdminContext
        {
            Options = change?.Invoke(admin) ?? admin,
            Server = started,
            Authenticator = authenticator ?? new RightPassword(),
            Time = TimeProvider.System,
            Access = new(new(folder.Root), new(), () => { }, users ?? (() => PasswordFile.Empty)),
            Bans = bans,
            WaitingLogins = waitingLogins ?? (() => []),
            Keys = new(folder.At("api-keys.json"), TimeProvider.System, NullLogger.Instance),
            Audit = new(folder.At("audit"), TimeProvider.System, NullLogger.Instance),
            Configuration = new(layout, reload, new(layout.ConfigurationHistoryFile, "history", AdminJson.Default.ConfigurationHistory), TimeProvider.System, NullLogger.Instance),
            HasFirstPassword = () => false,
            CertificateFile = certificateFile,
            IsExposed = false,
        };
        var console = await AdminServer.StartAsync(context, hub, NullLoggerFactory.Instance, notBound.Add, TestContext.Current.CancellationToken);
        return new(started, console, context, folder, reload)
        {
            NotBound = notBound,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _reload.Dispose();
        await _admin.DisposeAsync();
        await Server.DisposeAsync();
        Context.Bans.Dispose();
        Context.Keys.Dispose();
        Context.Audit.Dispose();
        _folder.Dispose();
    }

    /// <summary>A browser that nobody has logged in with.</summary>
    public HttpClient Anonymous()
    {
        var cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = Url };
        _cookies.Add((browser, cookies));
        return browser;
    }

    /// <summary>The cookie that says who is logged in.</summary>
    public string CookieOf(HttpClient browser) => _cookies.Find(pair => pair.Browser == browser).Cookies.GetCookieHeader(Url);

    /// <summary>A browser that someone has logged in with, and that sends the token with every request.</summary>
    public async Task<HttpClient> LogInAsync(string userName)
    {
        var browser = Anonymous();
        var answer = await browser.PostAsync("/api/v1/login", Body(new { userName, password = "right" }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        browser.DefaultRequestHeaders.Add("X-CSRF-Token", (await ReadAsync(answer)).GetProperty("csrf").GetString());
        return browser;
    }

    /// <summary>A program with a new key of a role.</summary>
    public HttpClient WithKey(Role role, TimeSpan? life = null)
    {
        Context.Keys.Create($"{role} {Guid.NewGuid()}", role, "admin", life, out var secret);
        return WithSecret(secret);
    }

    /// <summary>A program with a key.</summary>
    public HttpClient WithSecret(string secret)
    {
        var program = Anonymous();
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return program;
    }

    public static StringContent Body(object value) => new(JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");

    public static Task<JsonElement> ReadAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    private sealed class Target(HeliographServer server) : IReloadTarget
    {
        public void Apply(ServerConfiguration configuration) => server.ApplyBrokerOptions(configuration.Broker);

        public void Apply(PasswordFile users)
        {
        }

        public void Apply(AclRules rules)
        {
        }
    }

    private sealed class RightPassword : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) => ValueTask.FromResult(
            request.Password.AsSpan().SequenceEqual("right"u8)
                ? new AuthenticationResult(AuthenticationOutcome.Accepted, request.UserName, "right password")
                : new AuthenticationResult(AuthenticationOutcome.BadCredentials, null, "wrong password"));
    }
}
