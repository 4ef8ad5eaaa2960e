using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>Certificates that the program makes, and what it says of a server that shows them.</summary>
public sealed class TlsCommandTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("heliograph-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ecdsa", "ecdsa")]
    [InlineData("rsa", "ecdsa")]
    [InlineData("ecdsa", "rsa")]
    public async Task A_server_with_a_certificate_of_our_own_authority_gives_no_cause_for_complaint(string authorityType, string type)
    {
        await DoneAsync("create-ca", "--out", _folder, "--key-type", authorityType, "--name", "House CA");
        await DoneAsync("create-cert", "localhost", "127.0.0.1", "*.house.example", "--ca", At("ca.pem"), "--out", _folder, "--key-type", type);
        await using var server = new Server(At("localhost.pem"), At("localhost.key"));
        foreach (var name in (string[])["localhost", "127.0.0.1", "a.house.example"])
        {
            var run = await ProgramRun.Of("tls", "check", $"127.0.0.1:{server.Port}", "--cafile", At("ca.pem"), "--name", name);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Contains("A client has nothing to complain about.", run.Output, StringComparison.Ordinal);
            Assert.Matches(@"TLS 1\.3 +TLS_", run.Output);
            Assert.Matches(@"TLS 1\.2 +TLS_", run.Output);
            Assert.Matches("ALPN +mqtt", run.Output);
            Assert.Matches("Certificate +CN=localhost, by CN=House CA", run.Output);
            Assert.Matches(@"Names +localhost, \*\.house\.example, 127\.0\.0\.1", run.Output);
            Assert.Matches("39[67] days left", run.Output);
            Assert.DoesNotContain("Sent with it", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_client_will_complain_about_is_listed_and_fails()
    {
        await DoneAsync("create-ca", "--out", _folder);
        await DoneAsync("create-cert", "broker.example", "--ca", At("ca.pem"), "--out", _folder, "--days", "3");
        await using var server = new Server(At("broker.example.pem"), At("broker.example.key"));
        var run = await ProgramRun.Of("tls", "check", $"localhost:{server.Port}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the certificate is not for localhost: it is for broker.example", run.Output, StringComparison.Ordinal);
        Assert.Matches("the certificate expires on .*, in 3 days", run.Output);
        Assert.Contains("its issuer, CN=Heliograph private CA, was not sent and is none that this system trusts", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_for_clients_and_no_server_can_use_it()
    {
        await DoneAsync("create-ca", "--out", _folder);
        await DoneAsync("create-cert", "--client", "sensor 1", "--ca", At("ca.pem"), "--out", _folder);
        using var certificate = X509Certificate2.CreateFromPemFile(At("sensor_1.pem"), At("sensor_1.key"));
        Assert.Equal("CN=sensor 1", certificate.Subject);
        await using var server = new Server(At("sensor_1.pem"), At("sensor_1.key"));
        var run = await ProgramRun.Of("tls", "check", $"127.0.0.1:{server.Port}", "--cafile", At("ca.pem"));
        Assert.Contains("the certificate is not for servers", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_for_their_owner_and_nothing_is_written_over()
    {
        await DoneAsync("create-ca", "--out", _folder);
        var before = await File.ReadAllTextAsync(At("ca.key"), Stop);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("ca.key")));
        File.Delete(At("ca.pem"));
        var run = await ProgramRun.Of("tls", "create-ca", "--out", _folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ca.key is there already", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(At("ca.key"), Stop));
        Assert.False(File.Exists(At("ca.pem")));
    }

    [Theory]
    [InlineData(2, "'a b' is neither", "create-cert", "a b")]
    [InlineData(2, "--days is a number", "create-ca", "--days", "0")]
    [InlineData(1, "cannot be used", "create-cert", "a", "--ca", "nowhere.pem")]
    [InlineData(1, "cannot be read", "check", "localhost", "--cafile", "nowhere.pem")]
    [InlineData(2, "is no server", "check", "a/b/c")]
    public async Task What_makes_no_sense_is_told(int exitCode, string words, params string[] arguments)
    {
        if (arguments[0] == "create-cert" && arguments[1] == "a b")
        {
            await DoneAsync("create-ca", "--out", _folder);
            arguments = [.. arguments, "--ca", At("ca.pem")];
        }

        var run = await ProgramRun.Of(["tls", .. arguments]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_speaks_no_TLS_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = CloseAllAsync(listener);
        var run = await ProgramRun.Of("tls", "check", $"127.0.0.1:{port}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("there is no handshake with TLS 1.2 or 1.3", run.Output, StringComparison.Ordinal);
        listener.Stop();
        run = await ProgramRun.Of("tls", "check", $"127.0.0.1:{port}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
    }

    private static async Task CloseAllAsync(TcpListener listener)
    {
        try
        {
            while (true) (await listener.AcceptSocketAsync(Stop)).Dispose();
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // stopped
        }
    }

    private static async Task DoneAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of(["tls", .. arguments]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>Goes through handshakes and says nothing else.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly Task _serving;

        public Server(string certificate, string key)
        {
            using var read = X509Certificate2.CreateFromPemFile(certificate, key);
            _certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var stream = new SslStream(new NetworkStream(await _listener.AcceptSocketAsync(), ownsSocket: true));
                    await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = [new("mqtt")] }, Stop);
                }
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                // stopped
            }
        }
    }
}
