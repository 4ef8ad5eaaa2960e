using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Heliograph.Cli.Doctor;
using Heliograph.Server.Admin;
using Heliograph.Server.Instance;
using Heliograph.Server.Tests;
using Heliograph.Storage;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>Each thing that can be wrong with an instance is found, with what puts it right.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Instance => _folder.At("mybroker");

    private string Etc(string file) => Path.Combine(Instance, "etc", file);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_instance_with_a_password_of_its_own_is_well()
    {
        await CreateAsync("--admin-password", "s3cret-and-long");
        var run = await ProgramRun.Of("doctor", Instance);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.DoesNotContain("error", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok       configuration", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok       rights", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok       first-password", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Instance, "doctor-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_first_password_is_a_warning_and_an_error_where_others_reach_the_console()
    {
        await CreateAsync();
        var (finding, exitCode) = await FindAsync("first-password");
        Assert.Equal(("warning", $"heliograph passwd {Instance} admin", 0), (finding.Severity, finding.Fix, exitCode));
        Configure("[console]", "address = \"0.0.0.0\"");
        (finding, exitCode) = await FindAsync("first-password");
        Assert.Equal(("error", 1), (finding.Severity, exitCode));
        (finding, _) = await FindAsync("console");
        Assert.Equal("warning", finding.Severity);
        Assert.Contains("ssh -L", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_in_the_configuration_are_told_with_their_place()
    {
        await CreateAsync();
        Configure("[limits]", "inflight_max = \"many\"");
        var (finding, exitCode) = await FindAsync("configuration");
        Assert.Equal(("error", 1), (finding.Severity, exitCode));
        Assert.Matches("etc/heliograph.toml:[0-9]+:[0-9]+: ", finding.Text);
        Assert.EndsWith($"heliograph check-config {Instance}", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_clients_are_a_warning()
    {
        await CreateAsync();
        Configure("[access]", "allow_anonymous = true");
        var (finding, _) = await FindAsync("anonymous");
        Assert.Equal("warning", finding.Severity);
        Assert.Contains("allow_anonymous = false", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_its_holder()
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Any, 0));
        holder.Listen(1);
        var port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        await ProgramRun.Of("create", Instance, "--port", $"{port}", "--console-port", "0");
        var patient = Patient();
        var finding = Assert.Single(PortCheck.Of(patient), finding => finding.Text.Contains($":{port} ", StringComparison.Ordinal));
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("change [[listener]] port", finding.Fix, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_running_broker_holds_its_own_ports_and_one_that_is_wanted_twice_is_found()
    {
        await CreateAsync();
        Configure("[console]", "port = 1999\nhttps_port = 1999\naddress = \"127.0.0.9\"");
        var twice = Assert.Single(PortCheck.Of(Patient()), finding => finding.Severity != Severity.Ok);
        Assert.Contains("is wanted twice by this instance", twice.Text, StringComparison.Ordinal);
        Assert.Contains("[console] https_port", twice.Fix, StringComparison.Ordinal);

        await using var running = await InstanceServer.StartAsync(
            Layout, InstanceReading.Of(Layout), console: null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(Environment.ProcessId, Patient().RunningProcess);
        Assert.Contains(PortCheck.Of(Patient()), finding => finding.Text.Contains("is served by the running broker", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("users", "the hashes of passwords")]
    [InlineData("console.pem", "the key")]
    public async Task Secrets_that_others_can_read_are_an_error(string file, string what)
    {
        if (OperatingSystem.IsWindows()) return; // it has other rights
        await CreateAsync();
        File.SetUnixFileMode(Etc(file), (UnixFileMode)0b110_100_100);
        var (finding, exitCode) = await FindAsync("rights");
        Assert.Equal(("error", $"chmod go= {Etc(file)}", 1), (finding.Severity, finding.Fix, exitCode));
        Assert.Contains(what, finding.Text, StringComparison.Ordinal);
        File.SetUnixFileMode(Etc(file), (UnixFileMode)0b110_100_000);
        (finding, _) = await FindAsync("rights");
        Assert.Equal("warning", finding.Severity);
    }

    [Fact]
    public async Task A_token_in_a_file_that_others_can_read_is_an_error()
    {
        if (OperatingSystem.IsWindows()) return; // it has other rights
        await CreateAsync();
        Configure("[telemetry]", "otlp_headers = \"authorization=Bearer token\"");
        var (finding, _) = await FindAsync("rights");
        Assert.Equal(("error", $"chmod go= {Etc("heliograph.toml")}"), (finding.Severity, finding.Fix));
    }

    [Fact]
    public async Task A_certificate_that_has_expired_or_will_soon_or_is_none_is_told()
    {
        await CreateAsync();
        await File.WriteAllTextAsync(Etc("console.pem"), ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow.AddYears(-11)), TestContext.Current.CancellationToken);
        Assert.Contains("has expired on", (await FindAsync("certificate")).Finding.Text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Etc("console.pem"), ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow.AddYears(-10).AddDays(10)), TestContext.Current.CancellationToken);
        var (soon, _) = await FindAsync("certificate");
        Assert.Equal("warning", soon.Severity);
        Assert.StartsWith("openssl req -x509", soon.Fix, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Etc("console.pem"), "nonsense", TestContext.Current.CancellationToken);
        Assert.Equal("error", (await FindAsync("certificate")).Finding.Severity);
    }

    [Fact]
    public async Task The_certificates_of_listeners_are_looked_at_as_a_start_would()
    {
        await CreateAsync("--admin-password", "s3cret-and-long");
        Configure("[[listener]]", "tls_certificate = \"etc/tls.pem\"");
        var (missing, exitCode) = await FindListenerAsync();
        Assert.Equal(("error", 1), (missing.Severity, exitCode));
        var check = await ProgramRun.Of("check-config", Instance);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("tls.pem", check.Error, StringComparison.Ordinal);

        await WriteAsync(ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow.AddYears(-11)));
        Assert.Contains("has expired", (await FindListenerAsync()).Finding.Text, StringComparison.Ordinal);
        await WriteAsync(ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow.AddYears(-10).AddDays(10)));
        Assert.Equal("warning", (await FindListenerAsync()).Finding.Severity);
        await WriteAsync(ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow));
        Assert.Equal("ok", (await FindListenerAsync()).Finding.Severity);
        Assert.Equal(0, (await ProgramRun.Of("check-config", Instance)).ExitCode);
        if (OperatingSystem.IsWindows()) return; // it has other rights
        File.SetUnixFileMode(Etc("tls.pem"), (UnixFileMode)0b110_100_100);
        Assert.Contains("the key of listener", (await FindAsync("rights")).Finding.Text, StringComparison.Ordinal);

        Task<((string Severity, string Text, string? Fix) Finding, int ExitCode)> FindListenerAsync() => FindAsync("certificate", "listener '");

        async Task WriteAsync(string pem)
        {
            await File.WriteAllTextAsync(Etc("tls.pem"), pem, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Etc("tls.pem"), (UnixFileMode)0b110_000_000);
        }
    }

    [Fact]
    public async Task A_clock_before_the_files_that_it_wrote_is_wrong()
    {
        await CreateAsync();
        File.SetLastWriteTimeUtc(Etc("users"), DateTime.UtcNow.AddDays(2));
        var (finding, exitCode) = await FindAsync("clock");
        Assert.Equal(("error", 1), (finding.Severity, exitCode));
        Assert.Contains(Etc("users"), finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_jumps_or_runs_backwards_is_told()
    {
        await CreateAsync();
        var jumps = Assert.Single(ClockCheck.Of(Patient() with { Time = new OddClock(utcStep: TimeSpan.FromSeconds(5), ticksStep: 1) }));
        Assert.Equal((Severity.Warning, "the clock was set while it was looked at"), (jumps.Severity, jumps.Text));
        var backwards = Assert.Single(ClockCheck.Of(Patient() with { Time = new OddClock(utcStep: TimeSpan.Zero, ticksStep: -1) }));
        Assert.Equal(Severity.Error, backwards.Severity);
    }

    [Fact]
    public async Task Space_that_the_store_wants_and_is_not_there_is_an_error()
    {
        await CreateAsync();
        Configure("[store]", "free_space_min = \"1000TiB\"");
        Assert.Equal("error", (await FindAsync("space")).Finding.Severity);
        Assert.Equal(Severity.Warning, DiskCheck.JudgeRoom(free: 500, least: 100, "/data").Severity);
        Assert.Equal(Severity.Ok, DiskCheck.JudgeRoom(free: 1_000, least: 100, "/data").Severity);
    }

    [Fact]
    public async Task More_connections_than_descriptors_and_more_memory_than_there_is_are_told()
    {
        await CreateAsync();
        Configure("[limits]", "memory_max = \"1000TiB\"");
        var (finding, _) = await FindAsync("memory");
        Assert.Equal("error", finding.Severity);
        Assert.Contains("Set memory_max = \"", finding.Fix, StringComparison.Ordinal);
        var few = MachineCheck.JudgeDescriptors(1_024, 100_000);
        Assert.Equal(Severity.Warning, few.Severity);
        Assert.StartsWith("ulimit -n 101200", few.Fix, StringComparison.Ordinal);
        Assert.Equal(Severity.Ok, MachineCheck.JudgeDescriptors(1_048_576, 100_000).Severity);
    }

    [Fact]
    public void A_slow_disk_is_told_where_somebody_waits_for_it()
    {
        Assert.Equal(Severity.Warning, DiskCheck.JudgeSpeed(TimeSpan.FromMilliseconds(40), DurabilityLevel.Fsync, "f").Severity);
        Assert.Equal(Severity.Ok, DiskCheck.JudgeSpeed(TimeSpan.FromMilliseconds(40), DurabilityLevel.Os, "f").Severity);
        Assert.Equal(Severity.Ok, DiskCheck.JudgeSpeed(TimeSpan.FromMilliseconds(2), DurabilityLevel.Fsync, "f").Severity);
    }

    [Fact]
    public async Task The_disk_is_measured_in_little_time()
    {
        await CreateAsync();
        var watch = Stopwatch.StartNew();
        var (finding, _) = await FindAsync("disk");
        Assert.Contains("a sync of the disk takes ", finding.Text, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Folders_that_cannot_be_written_are_an_error()
    {
        await CreateAsync();
        Directory.Delete(Path.Combine(Instance, "log"));
        await File.WriteAllTextAsync(Path.Combine(Instance, "log"), "a file", TestContext.Current.CancellationToken);
        var (finding, _) = await FindAsync("rights");
        Assert.Equal("error", finding.Severity);
        Assert.StartsWith("sudo chown -R ", finding.Fix, StringComparison.Ordinal);
    }

    private InstanceLayout Layout => InstanceLayout.Of(Instance);

    private Patient Patient() => new(Layout, InstanceReading.Of(Layout), TimeProvider.System);

    private Task CreateAsync(params string[] more) => ProgramRun.Of(["create", Instance, "--port", "0", "--console-port", "0", .. more]);

    // As the last of its kind under its section: what create wrote there is taken out.
    private void Configure(string section, string lines)
    {
        var keys = lines.Split('\n').Select(line => line.Split(" = ")[0]).ToArray();
        var text = File.ReadAllLines(Etc("heliograph.toml")).ToList();
        var at = text.IndexOf(section);
        for (var next = at + 1; next < text.Count && !text[next].StartsWith('['); next++)
        {
            if (keys.Any(key => text[next].StartsWith($"{key} = ", StringComparison.Ordinal))) text[next] = "";
        }

        text.Insert(at + 1, lines);
        File.WriteAllLines(Etc("heliograph.toml"), text);
    }

    private async Task<((string Severity, string Text, string? Fix) Finding, int ExitCode)> FindAsync(string check, string part = "")
    {
        var run = await ProgramRun.Of("doctor", Instance, "--json");
        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var finding = JsonDocument.Parse(line).RootElement;
            if (finding.GetProperty("check").GetString() != check || !finding.GetProperty("text").GetString()!.Contains(part, StringComparison.Ordinal)) continue;
            return ((finding.GetProperty("severity").GetString()!, finding.GetProperty("text").GetString()!, finding.GetProperty("fix").GetString()), run.ExitCode);
        }

        throw new InvalidOperationException($"{check} is not among {run.Output}{run.Error}");
    }

    private sealed class OddClock(TimeSpan utcStep, long ticksStep) : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UtcNow.AddDays(1);
        private long _ticks = 1_000_000;

        public override DateTimeOffset GetUtcNow() => _now += utcStep;

        public override long GetTimestamp() => _ticks += ticksStep;
    }
}
