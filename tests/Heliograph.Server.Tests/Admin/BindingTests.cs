using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Http;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Tests.Admin;

public sealed class BindingTests
{
    [Fact]
    public async Task Https_is_served_with_the_certificate_that_create_makes_and_a_cookie_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("console.pem");
        await File.WriteAllTextAsync(file, ConsoleCertificate.CreatePem(TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);
        await using var console = await ConsoleUnderTest.StartAsync(change: options => options with { HttpsPort = 0 }, certificateFile: file);
        Assert.Equal(["http", "https"], console.Urls.Select(url => url.Scheme));
        using var browser = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=Heliograph console" },
        });
        var answer = await browser.PostAsync(
            new Uri(console.Urls[1], "/api/v1/login"), ConsoleUnderTest.Body(new { userName = "viewer", password = "right" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-heliograph_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost", true)]
    [InlineData("127.0.0.1", "192.0.2.7:61680", true)]
    [InlineData("127.0.0.1", "evil.example", false)]
    [InlineData("127.0.0.1", "HOST", false)]
    [InlineData("127.0.0.1", "console.example.com", true)]
    [InlineData("0.0.0.0", "HOST:61680", true)]
    [InlineData("0.0.0.0", "HOST.local", true)]
    [InlineData("0.0.0.0", "HOST.evil.example", false)]
    [InlineData("0.0.0.0", "evil.example", false)]
    [InlineData("0.0.0.0", "CONSOLE.example.com", true)]
    [InlineData("0.0.0.0", "alias", true)]
    public void Only_names_that_nobody_else_can_point_here_are_answered(string bound, string host, bool isAnswered)
    {
        var hosts = new HostCheck(new() { Address = bound, HostNames = new("console.example.com") });
        var request = new DefaultHttpContext().Request;
        request.Host = new(host.Replace("HOST", Dns.GetHostName(), StringComparison.Ordinal));
        var refusal = Record.Exception(() => hosts.Check(request)) as ProblemException;
        Assert.Equal(isAnswered ? null : 421, refusal?.Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_or_a_certificate_that_is_missing_costs_that_address_only()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var one = await ConsoleUnderTest.StartAsync(change: options => options with { HttpsPort = 0 }, certificateFile: "/nowhere/console.pem");
        Assert.Single(one.Urls);
        Assert.Contains("(https)", Assert.Single(one.NotBound), StringComparison.Ordinal);
        await using var two = await ConsoleUnderTest.StartAsync(change: options => options with { Port = taken });
        Assert.Empty(two.Urls);
        Assert.Contains($"not at port {taken} (http)", Assert.Single(two.NotBound), StringComparison.Ordinal);
    }
}
