using Heliograph.Server.Mosquitto;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>Reading mosquitto.conf: where each option lands, and what is said of what cannot be read.</summary>
public sealed class ConfParserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Options_before_the_first_listener_are_of_the_default_one_and_those_after_it_are_its_own()
    {
        var conf = Read("port 1883", "max_qos 1", "listener 1884 127.0.0.1", "max_qos 0", "sys_interval 3");
        Assert.Equal(1883, conf.Default.Port);
        Assert.Equal(1, conf.Default.Section.Number("max_qos"));
        var listener = Assert.Single(conf.Listeners);
        Assert.Equal((1884, "127.0.0.1", 0L), (listener.Port, listener.Address, listener.Section.Number("max_qos")!.Value));
        Assert.Equal(3, conf.Broker.Number("sys_interval"));
    }

    [Fact]
    public void Rights_are_of_the_broker_unless_each_listener_has_its_own()
    {
        var shared = Read("listener 1884", "allow_anonymous true");
        Assert.True(shared.RightsOf(shared.Listeners[0]).Flag("allow_anonymous", false));
        var own = Read("per_listener_settings true", "listener 1884", "allow_anonymous true", "listener 1885");
        Assert.True(own.RightsOf(own.Listeners[0]).Flag("allow_anonymous", false));
        Assert.False(own.RightsOf(own.Listeners[1]).Flag("allow_anonymous", false));
    }

    [Fact]
    public void Included_files_are_read_in_the_order_of_their_names_and_begin_with_the_default_listener()
    {
        Directory.CreateDirectory(_folder.At("conf.d"));
        File.WriteAllText(_folder.At("conf.d", "b.conf"), "max_qos 2\nmax_keepalive 20\n");
        File.WriteAllText(_folder.At("conf.d", "a.conf"), "max_keepalive 10\nlistener 1885\n");
        File.WriteAllText(_folder.At("conf.d", "README"), "no configuration\n");
        var conf = Read("listener 1884", $"include_dir {_folder.At("conf.d")}", "max_qos 0");
        Assert.Equal(20, conf.Broker.Number("max_keepalive"));
        Assert.Equal([1884, 1885], conf.Listeners.Select(listener => listener.Port));
        Assert.Equal(0, conf.Listeners[0].Section.Number("max_qos"));
        Assert.Equal(2, conf.Default.Section.Number("max_qos"));
    }

    [Theory]
    [InlineData("no_such_option true", "no option no_such_option")]
    [InlineData("allow_anonymus true", "Did you mean allow_anonymous?")]
    [InlineData("allow_anonymous maybe", "Write true or false")]
    [InlineData("max_qos 3", "a whole number from 0 to 2")]
    [InlineData("max_inflight_messages many", "a whole number from 0 to 65535")]
    [InlineData("max_keepalive 65536", "a whole number from 0 to 65535")]
    [InlineData("persistent_client_expiration soon", "such as 2w")]
    [InlineData("password_file", "The value is missing")]
    [InlineData("listener 70000", "listener PORT [ADDRESS]")]
    [InlineData("listener 0", "listener 0 PATH")]
    [InlineData("connection home", "no bridges")]
    [InlineData("plugin /x.so", "no plugins")]
    [InlineData("auth_opt_host localhost", "no plugins")]
    [InlineData("psk_hint x", "TLS-PSK")]
    [InlineData("http_dir /srv", "web server")]
    [InlineData("include_dir /no/such/folder", "cannot be read")]
    [InlineData("clientid_prefixes a\u000Eb", "A control character is in it")]
    public void What_cannot_be_taken_is_named_with_its_file_its_line_and_what_to_do(string line, string words)
    {
        var failure = Assert.Throws<MosquittoConfException>(() => Read("# a comment", line));
        var error = Assert.Single(failure.Errors);
        Assert.Equal((_folder.At("mosquitto.conf"), 2), (error.File, error.Line));
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_is_one_error_and_every_other_error_is_told_too()
    {
        var failure = Assert.Throws<MosquittoConfException>(() =>
            Read("connection home", "address example.org", "topic # out", "max_qos 7", "acl_file a", "acl_file b"));
        Assert.Equal([1, 4, 6], failure.Errors.Select(error => error.Line));
    }

    [Fact]
    public void Settings_per_listener_after_an_option_for_rights_are_refused()
    {
        var failure = Assert.Throws<MosquittoConfException>(() => Read("allow_anonymous true", "per_listener_settings true"));
        Assert.Contains("too late", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_effect_is_said()
    {
        var note = Assert.Single(Read("autosave_interval 60").Notes);
        Assert.Contains("mosquitto.conf:1: autosave_interval has no effect", note, StringComparison.Ordinal);
    }

    private MosquittoConf Read(params string[] lines)
    {
        File.WriteAllLines(_folder.At("mosquitto.conf"), lines);
        return MosquittoConf.Read(_folder.At("mosquitto.conf"));
    }
}
