using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;
using Heliograph.Server.Logging;
using Heliograph.Server.Security;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Instance;

public sealed class LiveReloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _console = new();
    private readonly HandTurnedTime _time = new();
    private readonly RecordingTarget _target = new();
    private readonly InstanceLayout _layout;
    private readonly ServerLog _log;
    private readonly LiveReload _reload;

    public LiveReloadTests()
    {
        _layout = NewInstance.In(_folder);
        _log = ServerLog.Open(new LogOptions { File = "" }, ".", new LogConsole(_console, HasColours: false));
        _reload = new(_layout, new ServerConfiguration(), _target, _log.Factory.CreateLogger("test"), _time);
    }

    public void Dispose()
    {
        _reload.Dispose();
        _log.Dispose();
        _console.Dispose();
        _folder.Dispose();
    }

    // Closing writes out what is queued.
    private string Logged()
    {
        _log.Dispose();
        return _console.ToString();
    }

    [Fact]
    public void Changed_users_are_applied_and_nothing_else()
    {
        Edit("users", text => PasswordFileEdit.Set(text, "bob", PasswordHash.Create("secret")));
        Assert.Equal(["admin", "bob"], Assert.Single(_target.Users).Users.Order());
        Assert.Empty(_target.Configurations);
        Assert.Empty(_target.Rules);
        Assert.Contains("info  etc/users is in force", Logged(), StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_limits_and_log_level_are_applied()
    {
        Edit("heliograph.toml", text => text.Replace("# receive_maximum = 1000", "receive_maximum = 7").Replace("# level = \"info\"", "level = \"debug\""));
        var applied = Assert.Single(_target.Configurations);
        Assert.Equal((7, LogLevel.Debug), (applied.Broker.ReceiveMaximum, applied.Log.Level));
    }

    [Fact]
    public void Settings_that_need_a_restart_are_named()
    {
        Edit("heliograph.toml", text => text.Replace("port = 1883", "port = 1885").Replace("# count = 10", "count = 11"));
        var log = Logged();
        Assert.Contains("warn  [[listener]] has changed in etc/heliograph.toml: it takes a restart", log, StringComparison.Ordinal);
        Assert.Contains("warn  log.count has changed", log, StringComparison.Ordinal);
        Assert.DoesNotContain("log.level has changed", log, StringComparison.Ordinal);
    }

    [Fact]
    public void File_with_an_error_is_refused_whole_with_line_value_and_remedy()
    {
        Edit("acl", text => text + "topic sometimes a/b\n");
        Edit("users", text => text + "bob\n");
        Edit("heliograph.toml", text => text.Replace("# receive_maximum = 1000", "receive_maximum = 0"));
        Assert.Empty(_target.Rules);
        Assert.Empty(_target.Users);
        Assert.Empty(_target.Configurations);
        var log = Logged();
        Assert.Matches("error etc/acl:18: .*sometimes", log);
        Assert.Matches("error etc/users:5: .*colon", log);
        Assert.Matches(@"error etc/heliograph.toml:\d+:19: limits.receive_maximum = 0 is out of range. Allowed: a whole number from 1 to 65535", log);
        Assert.Contains("error etc/acl is refused whole; what was in force stays in force", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Corrected_file_is_applied_after_a_refusal()
    {
        Edit("acl", text => text + "nonsense\n");
        Edit("acl", text => text.Replace("nonsense\n", ""));
        Assert.Single(_target.Rules);
    }

    [Fact]
    public void File_saved_without_a_change_is_not_applied_again()
    {
        Edit("acl", text => text);
        Assert.Empty(_target.Rules);
        Assert.Empty(Logged());
    }

    [Fact]
    public void Reload_on_demand_applies_all_three_files()
    {
        _reload.Reload();
        Assert.Single(_target.Configurations);
        Assert.Single(_target.Users);
        Assert.Single(_target.Rules);
    }

    private void Edit(string name, Func<string, string> change)
    {
        var path = Path.Combine(_layout.Etc, name);
        TextFile.Replace(path, change(File.ReadAllText(path)), TextFile.OwnerOnly);
        // The clock of files may be coarse: make sure that the poll sees a newer time.
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1 + _target.Edits++));
        _time.Advance(FileWatch.PollInterval);
    }

    private sealed class RecordingTarget : IReloadTarget
    {
        public int Edits { get; set; }
        public List<ServerConfiguration> Configurations { get; } = [];
        public List<PasswordFile> Users { get; } = [];
        public List<AclRules> Rules { get; } = [];

        public void Apply(ServerConfiguration configuration) => Configurations.Add(configuration);

        public void Apply(PasswordFile users) => Users.Add(users);

        public void Apply(AclRules rules) => Rules.Add(rules);
    }
}
