using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Tests.Common.Tls;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Certificates, keys and lists as files that change while the broker runs, and which of them a client gets.</summary>
public sealed class TlsFilesTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();
    private readonly RecordingLog _log = new();
    private int _handshakes;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _log.Dispose();
    }

    /// <summary>Files that cannot be used, by the file and the words that tell of it.</summary>
    public static TheoryData<string, string, string> Unusable { get; } = new()
    {
        { "expired", "server.pem", "has expired on" },
        { "not yet", "server.pem", "is good from" },
        { "other key", "server.key", "server.pem cannot be used: The provided key does not match" },
        { "garbage", "server.pem", "server.pem cannot be used" },
        { "empty", "server.pem", "server.pem cannot be used" },
        { "empty", "server.key", "server.pem cannot be used" },
        { "gone", "server.key", "server.pem cannot be used: Could not find file" },
        { "garbage", "ca.pem", "ca.pem cannot be used: it holds no certificate" },
        { "empty", "ca.pem", "ca.pem cannot be used: it holds no certificate" },
        { "garbage", "crl.pem", "crl.pem cannot be used" },
        { "empty", "crl.pem", "crl.pem cannot be used: it holds no revocation list" },
        { "expired", "crl.pem", "crl.pem cannot be used: the list of CN=Test authority has expired on" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Files_that_cannot_be_used_are_told_and_those_before_stay_in_force(string what, string file, string words)
    {
        var client = _authority.Issue("client", isForClients: true);
        await using var server = await Visitor.StartAsync(new() { Protocol = ListenerProtocol.Mqtt, Tls = Mutual() }, _log);
        if (what == "gone") File.Delete(_folder.At(file));
        else await File.WriteAllTextAsync(_folder.At(file), Content(what, file), Stop);
        await TestServer.UntilAsync(() => _log.Has(LogLevel.Error, words), _log.ToString);
        Assert.True(_log.Has(LogLevel.Error, "The one before stays in force."), _log.ToString());
        await using var stream = await Visitor.SecureAsync(server.EndPoint(), _authority, client);
        Assert.Equal("CN=server", stream.RemoteCertificate!.Subject);
        await Visitor.ConnectAsync(stream, "client");
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Files_that_cannot_be_used_stop_the_start(string what, string file, string words)
    {
        var options = Mutual();
        if (what == "gone") File.Delete(_folder.At(file));
        else File.WriteAllText(_folder.At(file), Content(what, file));
        var failure = Assert.Throws<OperatorException>(() => TlsMaterial.Load(options, TimeProvider.System));
        Assert.Contains(words, failure.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(failure.Remedy);
    }

    [Fact]
    public async Task A_certificate_that_is_taken_back_cuts_who_is_connected_with_it_and_nobody_else()
    {
        var (good, taken) = (_authority.Issue("good", isForClients: true), _authority.Issue("taken", isForClients: true));
        await using var server = await Visitor.StartAsync(new() { Protocol = ListenerProtocol.Any, Tls = Mutual() }, _log);
        await using var stays = await Visitor.SecureAsync(server.EndPoint(), _authority, good);
        await using var goes = await Visitor.SecureAsync(server.EndPoint(), _authority, taken);
        await Visitor.ConnectAsync(stays, "good");
        await Visitor.ConnectAsync(goes, "taken");
        await File.WriteAllTextAsync(_folder.At("crl.pem"), _authority.Revoke(taken.Certificate), Stop);
        Assert.Empty(await Visitor.ReadToEndAsync(goes));
        Assert.True(_log.Has(LogLevel.Warning, "CN=taken was taken back"), _log.ToString());
        await Visitor.PingAsync(stays);
        Assert.False(await Visitor.IsLetInAsync(server.EndPoint(), _authority, taken));
        Assert.True(await Visitor.IsLetInAsync(server.EndPoint(), _authority, good));
    }

    [Fact]
    public async Task Who_asks_for_a_name_gets_its_certificate_and_everyone_else_the_first()
    {
        Write("shop", _authority.Issue("shop", names: ["shop.example", "*.shop.example"]));
        Write("late", _authority.Issue("late", names: ["late.example", "shop.example"]));
        await using var server = await Visitor.StartAsync(new()
        {
            Tls = Server() with
            {
                FurtherCertificates = new NameList(_folder.At("shop.pem"), _folder.At("late.pem")), FurtherKeys = new NameList(_folder.At("shop.key"), _folder.At("late.key")),
            },
        });
        Assert.Equal("CN=shop", await AskAsync("shop.example"));
        Assert.Equal("CN=shop", await AskAsync("A.SHOP.example"));
        Assert.Equal("CN=server", await AskAsync("a.b.shop.example"));
        Assert.Equal("CN=late", await AskAsync("late.example"));
        Assert.Equal("CN=server", await AskAsync("other.example"));
        Assert.Equal("CN=server", await AskAsync("127.0.0.1"));

        Write("late", _authority.Issue("renewed", names: ["late.example"]));
        var patience = DateTime.UtcNow + RawPeer.Patience;
        while (await AskAsync("late.example") != "CN=renewed") Assert.True(DateTime.UtcNow < patience, "the certificate before is served still");

        async Task<string> AskAsync(string name)
        {
            await using var stream = await Visitor.SecureAsync(server.EndPoint(), _authority, host: name);
            await Visitor.ConnectAsync(stream, name);
            return stream.RemoteCertificate!.Subject;
        }
    }

    [Fact]
    public void A_key_must_be_named_for_each_further_certificate_or_for_none()
    {
        var tls = Server() with { FurtherCertificates = new NameList("a.pem", "b.pem"), FurtherKeys = new NameList("a.key") };
        Assert.Contains("2 files and tls_further_keys 1", Assert.Throws<OperatorException>(() => TlsMaterial.Load(tls, TimeProvider.System)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_cipher_suites_that_are_set_are_spoken()
    {
        var tls = Server() with { Ciphers = new NameList("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256") };
        if (!OperatingSystem.IsLinux())
        {
            Assert.Contains("tls_ciphers", Assert.Throws<OperatorException>(() => TlsMaterial.Load(tls, TimeProvider.System)).Problem, StringComparison.Ordinal);
            return;
        }

        await using var server = await Visitor.StartAsync(new() { Protocol = ListenerProtocol.Mqtt, Tls = tls });
        await using (var modern = await Visitor.SecureAsync(server.EndPoint(), _authority)) Assert.Equal(TlsCipherSuite.TLS_AES_128_GCM_SHA256, modern.NegotiatedCipherSuite);
        var options = Visitor.Options(_authority);
        options.EnabledSslProtocols = SslProtocols.Tls12;
        await using (var older = new SslStream(await Visitor.OpenAsync(server.EndPoint())))
        {
            await older.AuthenticateAsClientAsync(options, Stop);
            Assert.Equal(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, older.NegotiatedCipherSuite);
        }

        options.CipherSuitesPolicy = new([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]);
        await using var foreign = new SslStream(await Visitor.OpenAsync(server.EndPoint()));
        await Assert.ThrowsAnyAsync<Exception>(() => foreign.AuthenticateAsClientAsync(options, Stop));
    }

    [Fact]
    public async Task A_client_that_offers_other_protocols_only_is_refused()
    {
        await using var server = await Visitor.StartAsync(new() { Tls = Server() }, _log);
        await using (var mqtt = await Visitor.SecureAsync(server.EndPoint(), _authority, protocols: ["h2", "mqtt"])) Assert.Equal("mqtt", mqtt.NegotiatedApplicationProtocol.ToString());
        await using (var none = await Visitor.SecureAsync(server.EndPoint(), _authority)) await Visitor.ConnectAsync(none, "none");
        await Assert.ThrowsAnyAsync<Exception>(() => Visitor.SecureAsync(server.EndPoint(), _authority, protocols: "h2"));
        await TestServer.UntilAsync(() => _log.Has(LogLevel.Information, "the TLS handshake failed"), _log.ToString);
    }

    [Fact]
    public void A_revocation_list_that_expires_while_it_is_in_force_lets_no_certificate_in_and_is_told()
    {
        var time = new HandTurnedTime();
        var tls = Mutual();
        Write("server", _authority.Issue("server", until: time.GetUtcNow().AddYears(1)));
        File.WriteAllText(_folder.At("crl.pem"), _authority.RevocationList(time.GetUtcNow().AddDays(2)));
        using var certificates = new TlsCertificates(tls, _ => { }, time, _log.CreateLogger("heliograph"));
        var client = X509Certificate2.CreateFromPem(_authority.Issue("client", isForClients: true).Certificate);
        Assert.True(IsGood());
        time.Advance(TimeSpan.FromDays(1.5));
        Assert.True(IsGood());
        Assert.True(_log.Has(LogLevel.Warning, "the revocation list "), _log.ToString());
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(IsGood());
        Assert.Contains("has expired on", certificates.ForHandshake.Clients.Fault, StringComparison.Ordinal);
        Assert.True(_log.Has(LogLevel.Error, "no client certificate is taken"), _log.ToString());

        bool IsGood() => certificates.ForHandshake.Clients.IsGood(this, client, null, SslPolicyErrors.None);
    }

    [Fact]
    public void The_days_before_a_certificate_expires_are_told_once_each()
    {
        var time = new HandTurnedTime();
        Write("server", _authority.Issue("server", until: time.GetUtcNow().AddDays(30)));
        var tls = new TlsOptions { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
        var told = new List<string>();
        using var certificates = new TlsCertificates(tls, told.Add, time, _log.CreateLogger("heliograph"));
        Assert.Equal(0, Told("expires on"));
        Pass(8);
        Assert.Equal(0, Told("expires on"));
        Pass(2);
        Assert.Equal(1, Told("expires on"));
        Pass(12);
        Assert.Equal(1, Told("expires on"));
        Pass(2);
        Assert.Equal(2, Told("expires on"));
        Pass(5);
        Assert.Equal(3, Told("expires on"));
        Assert.Equal(0, Told("has expired on"));
        Pass(3);
        Assert.Equal(3, Told("expires on"));
        Assert.Equal(1, Told("has expired on"));
        Assert.Equal([3, 1], new[] { " expires on ", " has expired on " }.Select(words => told.Count(one => one.Contains(words, StringComparison.Ordinal))));

        void Pass(int days)
        {
            for (var hour = 0; hour < days * 24; hour++) time.Advance(TimeSpan.FromHours(1));
        }

        int Told(string words) => _log.ToString()!.Split(words).Length - 1;
    }

    [Fact]
    public async Task Handshakes_that_do_not_go_on_hold_the_turns_of_their_host_and_keep_no_other_out()
    {
        await using var server = await Visitor.StartAsync(new() { Tls = Server() }, _log, new() { ConnectTimeout = TimeSpan.FromMinutes(10) });
        var hello = await ClientHello.MakeAsync();
        var flood = new List<RawPeer>();
        for (var i = 0; i < Door.HandshakesAtOnceMax / 5 + 20; i++) flood.Add(await OpenAsync(from: null));
        await TestServer.UntilAsync(() => Answered() == Door.HandshakesAtOnceMax / 5, () => $"{Answered()} are in their handshake");
        await using var other = await OpenAsync(IPAddress.Parse("127.0.0.2"));
        await TestServer.UntilAsync(() => other.Socket.Available > 0, () => "the other host has no turn");
        Assert.Equal(Door.HandshakesAtOnceMax / 5, Answered()); // the rest waits
        await TestServer.UntilAsync(() => server.Listeners.All[0].HandshakesWaiting == 20, () => $"{server.Listeners.All[0].HandshakesWaiting} wait");
        foreach (var peer in flood.Where(peer => peer.Socket.Available > 0).Take(2).ToArray())
        {
            flood.Remove(peer);
            await peer.DisposeAsync();
        }

        await TestServer.UntilAsync(() => Answered() == Door.HandshakesAtOnceMax / 5, () => $"{Answered()} are in their handshake after two have gone");
        foreach (var peer in flood) await peer.DisposeAsync();

        int Answered() => flood.Count(peer => peer.Socket.Available > 0);

        async Task<RawPeer> OpenAsync(IPAddress? from)
        {
            var peer = await RawPeer.OpenAsync(server.EndPoint(), from: from);
            await peer.SendAsync(hello);
            return peer;
        }
    }

    [Fact]
    public async Task Certificates_are_swapped_under_load_and_no_connection_is_cut()
    {
        const int clients = 20, swaps = 8;
        Write("server", _authority.Issue("server-0"));
        await using var server = await Visitor.StartAsync(new() { Protocol = ListenerProtocol.Any, Tls = Server(isWritten: true) });
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, clients).Select(number => Task.Run(() => PingAsync(server, number, enough.Token))).ToArray();
        for (var swap = 1; swap <= swaps; swap++)
        {
            Write("server", _authority.Issue($"server-{swap}"));
            var patience = DateTime.UtcNow + RawPeer.Patience;
            while (await SubjectAsync() != $"CN=server-{swap}") Assert.True(DateTime.UtcNow < patience, $"certificate {swap} is not served");
        }

        await enough.CancelAsync();
        foreach (var pings in await Task.WhenAll(load)) Assert.True(pings > 0);
        Assert.Equal(clients, (int)server.Listeners.All[0].Accepted - _handshakes);

        async Task<string> SubjectAsync()
        {
            _handshakes++;
            await using var stream = await Visitor.SecureAsync(server.EndPoint(), _authority);
            return stream.RemoteCertificate!.Subject;
        }
    }

    // On one connection from the first to the last certificate.
    private async Task<int> PingAsync(HeliographServer server, int number, CancellationToken enough)
    {
        await using var stream = await Visitor.SecureAsync(server.EndPoint(), _authority);
        await Visitor.ConnectAsync(stream, $"load-{number}");
        var pings = 0;
        for (; !enough.IsCancellationRequested; pings++) await Visitor.PingAsync(stream);
        return pings;
    }

    private string Content(string what, string file) => (what, file) switch
    {
        ("expired", "server.pem") => Both(_authority.Issue("old", until: DateTimeOffset.UtcNow.AddDays(-1))),
        ("expired", _) => _authority.RevocationList(DateTimeOffset.UtcNow.AddDays(-1)),
        ("not yet", _) => Both(_authority.Issue("new", from: DateTimeOffset.UtcNow.AddDays(2))),
        ("other key", _) => _authority.Issue("other").Key,
        ("empty", _) => "",
        _ => "nonsense",
    };

    // With its own key, where the certificate alone would be of another one.
    private string Both((string Certificate, string Key) issued)
    {
        File.WriteAllText(_folder.At("server.key"), issued.Key);
        return issued.Certificate;
    }

    private TlsOptions Server(bool isWritten = false)
    {
        if (!isWritten) Write("server", _authority.Issue("server"));
        return new() { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
    }

    private TlsOptions Mutual()
    {
        File.WriteAllText(_folder.At("ca.pem"), _authority.Pem);
        File.WriteAllText(_folder.At("crl.pem"), _authority.RevocationList());
        return Server() with { ClientCertificate = ClientCertificateUse.Required, ClientAuthority = _folder.At("ca.pem"), RevocationList = _folder.At("crl.pem") };
    }

    private void Write(string name, (string Certificate, string Key) issued)
    {
        File.WriteAllText(_folder.At($"{name}.key"), issued.Key);
        File.WriteAllText(_folder.At($"{name}.pem"), issued.Certificate);
    }
}
