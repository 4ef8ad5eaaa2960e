using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Server.Imports;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Tests.Imports;

public sealed class MosquittoImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Limits_become_settings()
    {
        var broker = Read("""
            listener 1883
            allow_anonymous true
            max_inflight_messages 5
            max_queued_messages 50
            max_packet_size 20000
            max_keepalive 60
            max_qos 1
            max_topic_alias 3
            queue_qos0_messages true
            retain_available false
            persistent_client_expiration 2d
            allow_zero_length_clientid false
            sys_interval 7
            """).Configuration.Broker;
        Assert.Equal((5, 5, 50, 20_000), (broker.InflightMax, broker.ReceiveMaximum, broker.QueuedMessagesMax, broker.PacketBytesMax));
        Assert.Equal(((ushort)60, QoS.AtLeastOnce, 3), (broker.KeepAliveSecondsMax, broker.MaximumQoS, broker.TopicAliasMaximum));
        Assert.Equal((true, false, 172_800u, false), (broker.QueueQoS0Offline, broker.RetainAvailable, broker.PersistentSessionExpirySeconds, broker.EmptyClientIdAllowed));
        Assert.Equal(TimeSpan.FromSeconds(7), broker.SysInterval);
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var broker = Read("listener 1883\nmax_inflight_messages 0\nmax_queued_messages 0\n").Configuration.Broker;
        Assert.Equal((65_535, 100_000_000), (broker.InflightMax, broker.QueuedMessagesMax));
        Assert.Equal(new BrokerOptions().PacketBytesMax, broker.PacketBytesMax);
    }

    [Fact]
    public void Listeners_keep_address_port_protocol_and_TLS()
    {
        var listeners = Read("""
            listener 1883 127.0.0.1
            listener 8883
            certfile /certs/server.crt
            keyfile /certs/server.key
            cafile /certs/ca.crt
            crlfile /certs/crl.pem
            require_certificate true
            tls_version tlsv1.3
            listener 9001
            protocol websockets
            """).Configuration.Listeners;
        Assert.Equal([("127.0.0.1", 1883, ListenerProtocol.Mqtt), ("::", 8883, ListenerProtocol.Mqtt), ("::", 9001, ListenerProtocol.WebSocket)],
            listeners.Select(listener => (listener.Address.Replace("0.0.0.0", "::", StringComparison.Ordinal), listener.Port, listener.Protocol)));
        Assert.Equal(("/certs/server.crt", "/certs/server.key", "/certs/ca.crt"), (listeners[1].Tls.Certificate, listeners[1].Tls.Key, listeners[1].Tls.ClientAuthority));
        Assert.Equal((ClientCertificateUse.Required, TlsVersion.Tls13, "/certs/crl.pem"), (listeners[1].Tls.ClientCertificate, listeners[1].Tls.Minimum, listeners[1].Tls.RevocationList));
    }

    [Fact]
    public void Users_of_every_hash_form_are_kept_and_plain_passwords_become_hashes()
    {
        var argon = PasswordHash.Create("a", PasswordHashForm.Argon2id).Text;
        var pbkdf2 = PasswordHash.Create("b").Text;
        Write("passwd", $"ann:{argon}\nbob:{pbkdf2}\n# a comment\ncid:secret\ndan:$9$nonsense\nno colon\nann:again\n");
        var imported = Read("listener 1883\npassword_file passwd\n");
        Assert.True(PasswordFile.TryParse(imported.Users, "users", out var users, out _));
        Assert.Equal(["ann", "bob", "cid"], users.Users.Order());
        Assert.DoesNotContain("secret", imported.Users, StringComparison.Ordinal);
        Assert.True(users.TryFind("cid", out PasswordHash? hash) && hash.Verify("secret"u8));
        Assert.Equal([5, 6, 7], imported.Report.Entries.Where(entry => entry is { File: "passwd", IsCarried: false }).Select(entry => entry.Line));
    }

    [Fact]
    public void The_ACL_file_is_taken_as_it_is()
    {
        const string rules = "user ann\ntopic read a/#\npattern write b/%u\n";
        Write("acl", rules);
        Assert.Equal(rules, Read("listener 1883\nacl_file acl\n").Acl);
    }

    [Fact]
    public void An_ACL_file_with_errors_is_refused_since_a_line_left_out_could_be_a_denial()
    {
        Write("acl", "user ann\ntopic readwrite #\ntopic denied secret/#\n");
        Assert.Contains("acl line 3", Assert.Throws<OperatorException>(() => Read("listener 1883\nacl_file acl\n")).Message.Replace("acl:3", "acl line 3", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_ACL_file_everybody_may_do_everything_as_before() =>
        Assert.Contains("pattern readwrite #", Read("listener 1883\nallow_anonymous true\n").Acl, StringComparison.Ordinal);

    [Theory]
    [InlineData("", true)]
    [InlineData("listener 1883\n", false)]
    [InlineData("listener 1883\nallow_anonymous true\n", true)]
    [InlineData("per_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 1884\n", false)]
    [InlineData("per_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 1884\nallow_anonymous true\n", true)]
    [InlineData("listener 1883\nlistener_allow_anonymous false\nallow_anonymous true\n", false)]
    [InlineData("allow_anonymous true\nlistener 1883\nlistener 1884\nlistener_allow_anonymous false\n", false)]
    [InlineData("allow_anonymous false\nlistener 1883\nlistener_allow_anonymous true\n", true)]
    [InlineData("allow_anonymous false\nlistener 1883\nlistener_allow_anonymous true\nlistener 1884\n", false)]
    [InlineData("allow_anonymous true\nglobal_plugin /usr/lib/dynsec.so\nlistener 1883\n", false)]
    public void Anonymous_clients_are_allowed_only_where_all_listeners_did(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Read(text).Configuration.Access.AllowAnonymous);

    [Fact]
    public void Rights_of_several_listeners_are_not_mixed()
    {
        Write("one", "topic readwrite #\n");
        Write("two", "topic read a\n");
        var imported = Read("per_listener_settings true\nlistener 1883\nacl_file one\nlistener 1884\nacl_file two\n");
        Assert.DoesNotContain("\ntopic", imported.Acl, StringComparison.Ordinal);
        Assert.Equal(2, imported.Report.Entries.Count(entry => !entry.IsCarried && entry.What.StartsWith("acl_file", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_line_about_anonymous_clients_is_reported_with_what_became_of_it()
    {
        var entries = Read("allow_anonymous true\nlistener 1883\nlistener 1884\nlistener_allow_anonymous false\n").Report.Entries;
        Assert.Contains(entries, entry => entry is { Line: 1, IsCarried: false, Note: "it holds for all listeners here, and another one does not allow it" });
        Assert.Contains(entries, entry => entry is { Line: 4, IsCarried: true, Note: "[access]" });
    }

    [Theory]
    [InlineData("mount_point a/")]
    [InlineData("use_username_as_clientid true")]
    [InlineData("bind_interface eth0")]
    [InlineData("psk_hint plant")]
    public void A_listener_that_would_be_wider_here_is_not_opened(string guard)
    {
        var imported = Read($"listener 1883\nlistener 1884\n{guard}\n");
        Assert.Equal([1883], imported.Configuration.Listeners.Select(listener => listener.Port));
        Assert.Contains(imported.Report.Entries, entry => entry is { Line: 2, What: "listener 1884", IsCarried: false } && entry.Note.StartsWith($"it is not opened: an instance has no {guard.Split(' ')[0]}", StringComparison.Ordinal));
        Assert.Contains("no listener can be carried over", Assert.Throws<OperatorException>(() => Read($"listener 1884\n{guard}\n")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("use_identity_as_username true", CertificateUser.CommonName)]
    [InlineData("use_subject_as_username true", CertificateUser.Subject)]
    [InlineData("use_subject_as_username true\nuse_identity_as_username true", CertificateUser.CommonName)]
    public void Where_the_certificate_named_the_user_it_does_and_nothing_else_is_asked(string line, CertificateUser user)
    {
        var imported = Read($"allow_anonymous true\nlistener 1883\nlistener 8883\ncertfile /c.pem\ncafile /ca.pem\nrequire_certificate true\n{line}\n");
        Assert.Equal(user, imported.Configuration.Access.CertificateUser);
        Assert.Equal(["", "certificate"], imported.Configuration.Listeners.Select(listener => string.Join(',', listener.Authentication.Names)));
        Assert.Contains(imported.Report.Entries, entry => entry.IsCarried && line.StartsWith(entry.What, StringComparison.Ordinal) && entry.Note.Contains("certificate_user", StringComparison.Ordinal));
        InstanceImport.Create(imported, _folder.At("made"), "/opt/heliograph/heliograph");
        Assert.Contains("authentication = [\"certificate\"]", File.ReadAllText(_folder.At("made", "etc", "heliograph.toml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_listeners_that_take_different_names_of_certificates_the_second_is_not_opened()
    {
        var imported = Read("listener 1883\nlistener 8883\nuse_subject_as_username true\nlistener 8884\nuse_identity_as_username true\nlistener 8885\nuse_subject_as_username true\n");
        Assert.Equal([1883, 8883, 8885], imported.Configuration.Listeners.Select(listener => listener.Port));
        Assert.Equal(CertificateUser.Subject, imported.Configuration.Access.CertificateUser);
        Assert.Contains(imported.Report.Entries, entry => entry is { Line: 4, What: "listener 8884", IsCarried: false } && entry.Note.Contains("certificate_user is one for all listeners", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_a_plugin_decided_nobody_may_do_anything_until_rules_are_written()
    {
        var imported = Read("listener 1883\nplugin /usr/lib/dynsec.so\n");
        Assert.Equal("# Mosquitto asked a plugin, which an instance does not have: write here who may do what.", imported.Acl.Trim());
        Assert.Contains(imported.Report.Entries, entry => entry is { Line: 2, IsCarried: false } && entry.Note.Contains("nobody may do anything", StringComparison.Ordinal));
    }

    [Fact]
    public void Client_ids_that_are_kept_out_stop_the_import() =>
        Assert.Contains("mosquitto.conf:2: an instance takes any client id", Assert.Throws<OperatorException>(() => Read("listener 1883\nclientid_prefixes a-\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_known_is_left_out_by_line()
    {
        var imported = Read("listener 1883\nno_such_option 1\nconnection bridge\naddress 10.0.0.1\nlog_type all\n");
        Assert.Equal([2, 3, 5], imported.Report.Entries.Where(entry => !entry.IsCarried).Select(entry => entry.Line).Order());
    }

    private ImportedInstance Read(string text)
    {
        Write("mosquitto.conf", text);
        return ImportedInstance.Read(_folder.At("mosquitto.conf"));
    }

    private void Write(string file, string text) => File.WriteAllText(_folder.At(file), text);
}
