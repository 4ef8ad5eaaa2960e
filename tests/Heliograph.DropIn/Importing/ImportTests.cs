using Heliograph.DropIn.Judging;
using Heliograph.DropIn.Running;

namespace Heliograph.DropIn.Importing;

/// <summary>An imported instance is started, and those who could log in before are let in.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly Stage _stage = new(Path.Combine(Checkout.Root, "tests/Heliograph.DropIn/Apollo"));

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task An_instance_of_Apollo_is_imported_line_by_line()
    {
        var import = await HeliographAsync("import", ".", "--to", "mybroker");
        Assert.Equal(0, import.Code);
        Assert.Equal(await File.ReadAllTextAsync(Expected("apollo.txt"), TestContext.Current.CancellationToken), import.Output.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("topsecret", import.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", import.Output + await File.ReadAllTextAsync(_stage.At("mybroker/etc/users"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_of_Apollo_log_in_with_their_passwords_and_rights()
    {
        MovePorts();
        Assert.Equal(0, (await HeliographAsync("import", ".", "--to", "mybroker")).Code);
        using var broker = await ImportedBroker.StartAsync(_stage.At("mybroker"));
        Assert.Equal("ended with 0", await broker.PublishAsync("root", "s3cret", "anything"));
        Assert.Equal("ended with 0", await broker.PublishAsync("sensor1", "measure", "plant/one/state"));
        Assert.Equal("ended with 0, refused", await broker.PublishAsync("sensor1", "measure", "plant/one/config"));
        Assert.Equal("ended with 0", await broker.PublishAsync("otto", "operate it", "plant/one/config"));
        Assert.Equal("ended with 0, refused", await broker.PublishAsync("otto", "operate it", "plant/secret/x"));
        Assert.Equal("ended with 134", await broker.PublishAsync("mallory", "evil", "plant/one/state"));
        Assert.Equal("ended with 134", await broker.PublishAsync("root", "wrong", "anything"));
    }

    [Fact]
    public async Task Users_of_Mosquitto_log_in_with_their_passwords_and_rights()
    {
        using var home = new Stage(new Case("big-home").Folder);
        home.Write("passwd", await File.ReadAllTextAsync(home.At("passwd"), TestContext.Current.CancellationToken) + "plain:as it is\n");
        var import = await ImportedBroker.RunAsync(home.Folder, "import", "mosquitto.conf", "--to", "mybroker");
        Assert.True(import.Code == 0, import.Output);
        Assert.Contains("Imported from Mosquitto: ", import.Output, StringComparison.Ordinal);
        home.Write("mybroker/etc/heliograph.toml", "[console]\nenabled = false\n" + WithoutConsole(await File.ReadAllTextAsync(home.At("mybroker/etc/heliograph.toml"), TestContext.Current.CancellationToken)));
        using var broker = await ImportedBroker.StartAsync(home.At("mybroker"));
        // $7$, $6$ and a plain password.
        Assert.Equal("ended with 0", await broker.PublishAsync("alice", "sesame", "anything"));
        Assert.Equal("ended with 0", await broker.PublishAsync("bob", "builder", "zigbee2mqtt/lamp"));
        Assert.Equal("ended with 0, refused", await broker.PublishAsync("bob", "builder", "sensors/s1/state"));
        Assert.Equal("ended with 0", await broker.PublishAsync("carol", "carol512", "sensors/s1/state"));
        Assert.Equal("ended with 0, refused", await broker.PublishAsync("plain", "as it is", "sensors/s1/state"));
        Assert.Equal("ended with 134", await broker.PublishAsync("alice", "wrong", "anything"));
        Assert.Equal("ended with 134", await broker.PublishAsync(null, null, "anything"));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_refused_and_stays_as_it_is()
    {
        Directory.CreateDirectory(_stage.At("mybroker"));
        await File.WriteAllTextAsync(_stage.At("mybroker/mine"), "mine", TestContext.Current.CancellationToken);
        var import = await HeliographAsync("import", ".", "--to", "mybroker");
        Assert.Equal(1, import.Code);
        Assert.Contains("mybroker is not empty. Choose another folder with --to", import.Output, StringComparison.Ordinal);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(_stage.At("mybroker")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_is_neither_is_refused_by_name()
    {
        var nothing = await HeliographAsync("import", "no-such-thing", "--to", "mybroker");
        var folder = await HeliographAsync("import", "etc", "--to", "mybroker");
        Assert.Equal((1, 1), (nothing.Code, folder.Code));
        Assert.Contains("there is no no-such-thing to import. Name a mosquitto.conf or", nothing.Output, StringComparison.Ordinal);
        Assert.Contains("etc has no etc/apollo.xml. Name the instance folder", folder.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_stage.At("mybroker")));
    }

    private static string WithoutConsole(string configuration) =>
        string.Join('\n', configuration.Split('\n').Where(line => line != "[console]"));

    // Another test, or somebody on this machine, may have the ports of the sample.
    private void MovePorts()
    {
        var file = "etc/apollo.xml";
        var text = File.ReadAllText(_stage.At(file)).Replace("61623", "{port2}", StringComparison.Ordinal)
            .Replace("61680", "{port3}", StringComparison.Ordinal).Replace("61681", "{port4}", StringComparison.Ordinal);
        _stage.Write(file, text);
        _stage.Write("etc/apollo.xml.properties", "tcp.port={port}");
    }

    private static string Expected(string file) => Path.Combine(Checkout.Root, "tests/Heliograph.DropIn/Importing", file);

    private Task<(int Code, string Output)> HeliographAsync(params string[] arguments) => ImportedBroker.RunAsync(_stage.Folder, arguments);
}
