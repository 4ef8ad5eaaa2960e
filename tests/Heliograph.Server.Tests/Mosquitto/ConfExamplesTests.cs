using Heliograph.Server.Mosquitto;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>The files that Debian's package of Mosquitto installs.</summary>
public sealed class ConfExamplesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/etc/mosquitto/mosquitto.conf")]
    [InlineData("/usr/share/doc/mosquitto/examples/mosquitto.conf")]
    public void They_are_read_as_they_are(string path)
    {
        Tool.Find("mosquitto", "mosquitto");
        MosquittoServer.Check(new(path, [], IsVerbose: false));
    }

    [Fact]
    public async Task The_one_that_Debian_runs_on_runs()
    {
        Tool.Find("mosquitto", "mosquitto");
        var text = await File.ReadAllTextAsync("/etc/mosquitto/mosquitto.conf", TestContext.Current.CancellationToken);
        foreach (var place in new[] { "/run/mosquitto/", "/var/lib/mosquitto/", "/var/log/mosquitto/" })
            text = text.Replace(place, $"{_folder.Root}/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.At("mosquitto.conf"), text, TestContext.Current.CancellationToken);
        await using (var server = await MosquittoServer.StartAsync(
            new(_folder.At("mosquitto.conf"), [ConfFolder.FreePort()], IsVerbose: false), TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken))
        {
            Assert.NotEmpty(server.Endpoints);
            Assert.Equal($"{Environment.ProcessId}\n", await File.ReadAllTextAsync(_folder.At("mosquitto.pid"), TestContext.Current.CancellationToken));
        }

        Assert.True(File.Exists(_folder.At("mosquitto.db")));
        Assert.False(File.Exists(_folder.At("mosquitto.pid")));
        Assert.Contains("mosquitto version 2.1.2 terminating", await File.ReadAllTextAsync(_folder.At("mosquitto.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
