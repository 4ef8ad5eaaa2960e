using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Heliograph.Packages;

/// <summary>The packages of this build, packed once for the tests of a class.</summary>
public sealed class PackedExamples : IAsyncLifetime
{
    public static string Packages { get; } = Path.Combine(Checkout.Root, "artifacts", "packages");

    public static string Examples { get; } = Path.Combine(Checkout.Root, "examples", "dotnet");

    // What was restored from the packages of an earlier build does not count.
    public async ValueTask InitializeAsync()
    {
        await RunAsync(Checkout.Root, OperatingSystem.IsWindows() ? ["cmd", "/c", "pack.cmd", "--no-build"] : ["bash", "pack", "--no-build"]);
        var restored = Path.Combine(Checkout.Root, "artifacts", "examples", "packages");
        if (Directory.Exists(restored))
            foreach (var folder in Directory.GetDirectories(restored, "heliograph.*")) Directory.Delete(folder, recursive: true);
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Builds an example, or what is in another folder.</summary>
    public static Task BuildAsync(string example) =>
        RunAsync(Path.Combine(Examples, example), ["dotnet", "build", "-c", "Release", "-v", "q", "-nologo", "--force", $"-p:RestoreFallbackFolders={Shared}"]);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string folder, string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}:{Environment.NewLine}{await output}{await error}");
        return await output;
    }

    /// <summary>The program of an example.</summary>
    public static string ProgramOf(string example) => Path.Combine(Examples, example, "bin", "Release", "net10.0", $"{example}.dll");

    // Third parties' packages that the build of the repository has fetched already.
    private static string Shared => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

public sealed partial class PackedExamplesTests(PackedExamples packed) : IClassFixture<PackedExamples>
{
    [Theory]
    [InlineData("Heliograph.Mqtt")]
    [InlineData("Heliograph.Broker")]
    [InlineData("Heliograph.Storage")]
    [InlineData("Heliograph.Server")]
    [InlineData("Heliograph.Testing")]
    public void A_package_has_its_readme_licence_documentation_and_symbols(string package)
    {
        Assert.NotNull(packed);
        using var files = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(PackedExamples.Packages, $"{package}.*.nupkg")));
        string[] expected = ["README.md", "LICENSE", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"];
        Assert.Empty(expected.Except(files.Entries.Select(entry => entry.FullName)));
        using var nuspec = new StreamReader(files.GetEntry($"{package}.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", text, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);
        using var symbols = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(PackedExamples.Packages, $"{package}.*.snupkg")));
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{package}.pdb");
    }

    [Fact]
    public async Task The_embedded_broker_serves_clients_and_reports_its_health()
    {
        await PackedExamples.BuildAsync("EmbeddedBroker");
        AssertIsPacked("EmbeddedBroker");
        var places = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var measured = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var program = new ChildProcess(
            new("dotnet", "It needs the .NET SDK.", PackedExamples.ProgramOf("EmbeddedBroker")), [],
            line =>
            {
                if (line.StartsWith("MQTT at ", StringComparison.Ordinal)) places.TrySetResult(line);
                else if (line.Contains("degrees in greenhouse", StringComparison.Ordinal)) measured.TrySetResult(line);
            },
            failure =>
            {
                places.TrySetException(failure);
                measured.TrySetException(failure);
            },
            Path.Combine(PackedExamples.Examples, "EmbeddedBroker"));
        var found = Places().Match(await places.Task.BoundedAsync());
        using var http = new HttpClient { BaseAddress = new(found.Groups["http"].Value) };
        Assert.Equal("Healthy", await http.GetStringAsync("health", TestContext.Current.CancellationToken));

        using var client = new MQTTnet.MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MQTTnet.MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", int.Parse(found.Groups["port"].Value)).WithCredentials("sensor", "lettuce").Build(), TestContext.Current.CancellationToken);
        // Kept, for the program may begin to listen later than it accepts connections.
        await MQTTnet.MqttClientExtensions.PublishStringAsync(
            client, "greenhouse/north/temperature", "21.5", retain: true, cancellationToken: TestContext.Current.CancellationToken);
        Assert.EndsWith("It is 21.5 degrees in greenhouse north", await measured.Task.BoundedAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"north":"21.5"}""", await http.GetStringAsync("temperatures", TestContext.Current.CancellationToken));
        Assert.Equal("ToNobody", await (await http.PostAsync("set/north?degrees=20", null, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        program.Terminate();
        Assert.Equal(0, await program.EndedAsync());
    }

    [Fact]
    public async Task Hooks_authenticate_authorise_change_and_drop()
    {
        await PackedExamples.BuildAsync("Hooks");
        AssertIsPacked("Hooks");
        var output = await PackedExamples.RunAsync(PackedExamples.Examples, ["dotnet", PackedExamples.ProgramOf("Hooks")]);
        Assert.Equal(
            """
            acme/boiler/fahrenheit = 68: Success
            acme/boiler/fahrenheit = warm: PayloadFormatInvalid
            umbrella/boiler/celsius = 20: NotAuthorized
            the program got acme/boiler/celsius = 20.0

            """.ReplaceLineEndings(), output);
    }

    [Fact]
    public async Task Unit_tests_run_on_the_test_server()
    {
        await PackedExamples.BuildAsync("UnitTests");
        AssertIsPacked("UnitTests");
        var output = await PackedExamples.RunAsync(PackedExamples.Examples, ["dotnet", PackedExamples.ProgramOf("UnitTests")]);
        Assert.Matches(@"succeeded: 3|Passed! .*3|Total: 3", output);
    }

    [Fact]
    public async Task The_code_of_the_documents_compiles()
    {
        var (folder, count) = DocumentedCode.Write();
        Assert.Equal(8, count); // one that is not found is not tried
        await PackedExamples.BuildAsync(folder);
    }

    // A cache somewhere may have given the example another build.
    private static void AssertIsPacked(string example) => Assert.Equal(
        Fingerprint(Path.Combine(Checkout.Root, "src", "Heliograph.Server", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Heliograph.Server.dll")),
        Fingerprint(Path.Combine(Path.GetDirectoryName(PackedExamples.ProgramOf(example))!, "Heliograph.Server.dll")));

    private static string Fingerprint(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    [GeneratedRegex(@"^MQTT at 127\.0\.0\.1:(?<port>\d+), HTTP at (?<http>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Places();
}
