using Heliograph.Server;
using Heliograph.Server.Hosting;
using Heliograph.Server.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Heliograph.Packages;

public sealed class HostingTests
{
    [Fact]
    public async Task It_starts_and_stops_with_the_host_and_is_healthy_between()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddHeliograph(options =>
        {
            options.AllowAnonymous = true;
            options.Listen(0);
        });
        builder.Services.AddHealthChecks().AddHeliograph();
        using var host = builder.Build();
        var broker = host.Services.GetRequiredService<IHeliographBroker>();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Throws<InvalidOperationException>(() => broker.Connect());
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, Assert.Single(broker.Endpoints).Port);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => broker.Connect());
    }

    [Fact]
    public async Task Options_are_bound_with_the_names_and_checks_of_the_configuration_file()
    {
        var options = await BoundAsync(new()
        {
            ["listener:0:name"] = "local", ["listener:0:address"] = "127.0.0.1", ["listener:0:port"] = "0",
            ["limits:connections_max"] = "7", ["limits:maximum_packet_size"] = "2MB", ["access:allow_anonymous"] = "True", ["access_rules"] = "topic read a",
        });
        Assert.Equal((7, 2_000_000, true, "topic read a"), (options.Limits.ConnectionsMax, options.Limits.PacketBytesMax, options.AllowAnonymous, options.AccessRules));
        Assert.Equal(("local", "127.0.0.1"), (options.Listeners[0].Name, options.Listeners[0].Address));
    }

    [Theory]
    [InlineData("limits:connections_max", "-1", "limits.connections_max = -1 is out of range")]
    [InlineData("limits:conections_max", "1", "connections_max")]
    [InlineData("console:port", "1", "console is none of a broker within a program")]
    public async Task What_is_wrong_with_a_section_is_named(string key, string value, string expected)
    {
        var failure = await Assert.ThrowsAsync<OperatorException>(() => BoundAsync(new() { [key] = value }));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("heliograph-");
        try
        {
            for (var run = 0; run < 2; run++)
            {
                await using var server = await EmbeddedServer.StartAsync(
                    new() { AllowAnonymous = true, DataFolder = folder.FullName }, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System, stop: TestContext.Current.CancellationToken);
                if (run == 0) await server.Server.Local.PublishAsync(new("kept", "yes") { Retain = true }, TestContext.Current.CancellationToken);
                Assert.NotNull(server.Server.Broker.Inspection.FindRetained("kept"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<HeliographOptions> BoundAsync(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddHeliograph(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return Task.Run(() => services.BuildServiceProvider().GetRequiredService<Microsoft.Extensions.Options.IOptions<HeliographOptions>>().Value);
    }
}
