using System.Globalization;
using System.Net;
using Heliograph.Server.Imports;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Imports;

public sealed class ApolloImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ApolloImportTests()
    {
        Directory.CreateDirectory(_folder.At("etc"));
        Write("users.properties", "boss=b\nann=a\nbob=o\n");
        Write("groups.properties", "admins=boss\nreaders=ann|bob\nblue=bob\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""<access_rule allow="*"/>""", "topic write #", "topic read #")]
    [InlineData("""<access_rule allow="readers" action="send"/>""", "topic write #")]
    [InlineData("""<access_rule allow="readers" action="receive" kind="topic" id="a.*.b"/>""", "topic read a/+/b")]
    [InlineData("""<access_rule allow="readers" action="receive" kind="topic" id="a.**"/>""", "topic read a/#")]
    [InlineData("""<access_rule allow="readers" action="receive" kind="queue"/>""")]
    [InlineData("""<access_rule allow="others" action="receive"/>""")]
    [InlineData("""<access_rule allow="ann" action="receive"/>""")]
    [InlineData("""<access_rule allow="ann" action="receive" principal_kind="org.apache.activemq.jaas.UserPrincipal"/>""", "topic read #")]
    [InlineData("""<access_rule allow="others,readers" separator="," action="receive"/>""", "topic read #")]
    [InlineData("""<access_rule allow="readers" deny="readers" action="receive"/>""")]
    // The first that matches decides.
    [InlineData("""<access_rule deny="readers" action="send"/><access_rule allow="*"/>""", "topic read #")]
    [InlineData("""<access_rule allow="readers" action="send"/><access_rule deny="readers" action="send"/>""", "topic write #")]
    [InlineData("""<access_rule deny="readers" kind="topic" id="s.**"/><access_rule allow="readers"/>""", "topic deny s/#", "topic write #", "topic read #")]
    // What an ACL cannot tell costs rights, and never adds any.
    [InlineData("""<access_rule deny="readers" action="send" kind="topic" id="s.**"/><access_rule allow="readers"/>""", "topic read #")]
    [InlineData("""<access_rule allow="readers" kind="topic" id="s.t"/><access_rule deny="readers" kind="topic" id="s.**"/><access_rule allow="readers"/>""", "topic write s/t", "topic read s/t")]
    [InlineData("""<access_rule deny="readers" id_regex="x+"/><access_rule allow="readers"/>""")]
    [InlineData("""<access_rule deny="readers" connector="tcp"/><access_rule allow="readers"/>""")]
    [InlineData("""<access_rule allow="readers" connector="tcp"/>""")]
    [InlineData("""<access_rule allow="readers" id="a.**.b"/>""")]
    [InlineData("""<access_rule allow="readers" id="a.{[0-9]+}"/>""")]
    public void Rules_become_the_rights_of_each_user(string rules, params string[] rights)
    {
        var imported = Read($"""<virtual_host id="v"><access_rule allow="readers" action="connect"/>{rules}</virtual_host><access_rule allow="*" action="connect" kind="connector"/>""");
        Assert.Equal(rights.Order(), RightsOf(imported, "ann").Order());
    }

    [Fact]
    public void The_rules_of_the_virtual_host_come_before_those_of_the_broker()
    {
        var imported = Read("""
            <access_rule allow="*"/>
            <virtual_host id="v"><access_rule deny="blue" action="send"/></virtual_host>
            """);
        Assert.Equal(["topic read #"], RightsOf(imported, "bob"));
        Assert.Equal(["topic read #", "topic write #"], RightsOf(imported, "ann").Order());
    }

    [Fact]
    public void Who_may_not_connect_is_no_user()
    {
        var imported = Read("""<access_rule deny="blue" action="connect"/><access_rule allow="*"/>""");
        Assert.True(PasswordFile.TryParse(imported.Users, "users", out var users, out _));
        Assert.Equal(["ann", "boss"], users.Users.Order());
        Assert.True(users.TryFind("ann", out PasswordHash? hash) && hash.Verify("a"u8));
        Assert.Contains(imported.Report.Entries, entry => entry is { What: "bob", Line: 3, IsCarried: false, File: "etc/users.properties" });
    }

    [Fact]
    public void Connectors_become_listeners()
    {
        var imported = Read("""
            <connector id="tcp" bind="tcp://0.0.0.0:61613" connection_limit="100"/>
            <connector id="six" bind="tcp://[::1]:1883?backlog=5" connection_limit="50"/>
            <connector id="ws" bind="ws://127.0.0.1:61623" connection_limit="1"><mqtt max_message_length="5000"/></connector>
            <connector id="tls" bind="tls://0.0.0.0:61614"/>
            <connector id="udp" bind="udp://0.0.0.0:61615"/>
            <connector id="off" bind="tcp://0.0.0.0:1" enabled="false"/>
            <connector id="stomp" bind="tcp://0.0.0.0:2" protocol="stomp"/>
            <connector id="bad" bind="tcp://nowhere"/>
            <web_admin bind="http://0.0.0.0:8080"/>
            """);
        Assert.Equal(
            [
                ("tcp", "0.0.0.0", 61613, ListenerProtocol.Any), ("six", IPAddress.IPv6Loopback.ToString(), 1883, ListenerProtocol.Any),
                ("ws", "127.0.0.1", 61623, ListenerProtocol.WebSocket),
            ],
            imported.Configuration.Listeners.Select(listener => (listener.Name, listener.Address, listener.Port, listener.Protocol)));
        Assert.Equal((151, 5_000), (imported.Configuration.Broker.ConnectionsMax, imported.Configuration.Broker.PacketBytesMax));
        Assert.Equal(("0.0.0.0", 8080, null), (imported.Configuration.Console.Address, imported.Configuration.Console.Port, imported.Configuration.Console.HttpsPort));
        Assert.Equal(5, imported.Report.Entries.Count(entry => !entry.IsCarried && entry.What.StartsWith("connector", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_authentication_everybody_may_do_everything()
    {
        var imported = Read("""<virtual_host id="v"><authentication enabled="false"/></virtual_host>""");
        Assert.True(imported.Configuration.Access.AllowAnonymous);
        Assert.Contains("\ntopic readwrite #\npattern readwrite #\n", imported.Acl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<authentication enabled="false"/><virtual_host id="v"/>""", true)]
    [InlineData("""<virtual_host id="v"><authentication enabled="false"/></virtual_host><authentication domain="apollo"/>""", true)]
    [InlineData("""<authentication enabled="false"/><virtual_host id="v"><authentication domain="apollo"/></virtual_host>""", false)]
    [InlineData("""<virtual_host id="v"><authentication domain="apollo"/></virtual_host><authentication enabled="false"/>""", false)]
    [InlineData("""<virtual_host id="off" enabled="false"><authentication enabled="false"/></virtual_host><virtual_host id="v"/>""", false)]
    [InlineData("""<virtual_host id="v"/><virtual_host id="other"><authentication enabled="false"/></virtual_host>""", false)]
    public void The_authentication_of_the_virtual_host_counts_and_else_that_of_the_broker(string elements, bool isOpen)
    {
        var imported = Read(elements);
        Assert.Equal(isOpen, imported.Configuration.Access.AllowAnonymous);
        Assert.Equal(isOpen, imported.Acl.Contains("topic readwrite #", StringComparison.Ordinal));
        Assert.Equal(isOpen, imported.Report.Entries.Any(entry => entry.IsCarried && entry.Note.StartsWith("as before nobody is asked who they are", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<broker>", "is no configuration of Apache Apollo")]
    [InlineData("<beans/>", "the outermost element is <beans>")]
    [InlineData("""<!DOCTYPE broker [<!ENTITY a "aaaa">]><broker>&a;</broker>""", "is no configuration of Apache Apollo")]
    public void What_is_no_apollo_xml_is_refused(string text, string complaint)
    {
        Write("apollo.xml", text);
        Assert.Contains(complaint, Assert.Throws<OperatorException>(() => ImportedInstance.Read(_folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_nested_without_end_are_refused()
    {
        Write("apollo.xml", string.Concat(Enumerable.Repeat("<broker>", 200_000)));
        Assert.Contains("nested deeper", Assert.Throws<OperatorException>(() => ImportedInstance.Read(_folder.Root)).Message, StringComparison.Ordinal);
    }

    private ImportedInstance Read(string elements)
    {
        Write("apollo.xml", string.Create(CultureInfo.InvariantCulture, $"""<broker xmlns="http://activemq.apache.org/schema/activemq/apollo">{elements}</broker>"""));
        return ImportedInstance.Read(_folder.Root);
    }

    private static string[] RightsOf(ImportedInstance imported, string user) =>
        [.. imported.Acl.Split('\n').SkipWhile(line => line != $"user {user}").Skip(1).TakeWhile(line => line.Length > 0)];

    private void Write(string file, string text) => File.WriteAllText(_folder.At("etc", file), text);
}
