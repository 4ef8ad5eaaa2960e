using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Server.Configuration;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    [Fact]
    public void Empty_file_gives_the_defaults()
    {
        var read = Accepted("");
        Assert.Equal(new BrokerOptions(), read.Broker);
        Assert.Equal(new AccessOptions(), read.Access);
        Assert.Equal([61613, 1883], read.Listeners.Select(listener => listener.Port));
        Assert.Equal([true, false], read.Listeners.Select(listener => listener.Required));
    }

    [Fact]
    public void Each_kind_of_value_is_read()
    {
        var read = Accepted("""
            [[listener]]
            address = "127.0.0.1"
            port = 1_884
            required = false

            [limits]
            receive_maximum = 7
            connect_timeout = "5m"
            maximum_packet_size = "2MiB"
            queued_bytes_max = 4096
            queue_full = "drop_oldest"
            session_expiry_max = "7d"
            persistent_session_expiry = "never"
            keep_alive_max = "90s"
            maximum_qos = 1
            retain_available = false
            response_information = "replies/"

            [log]
            level = "debug"
            size = "1.5MB"

            [sys]
            interval = "0s"
            """);
        var listener = Assert.Single(read.Listeners);
        Assert.Equal(("mqtt-1884", "127.0.0.1", 1884, false), (listener.Name, listener.Address, listener.Port, listener.Required));
        Assert.Equal(
            new BrokerOptions
            {
                ReceiveMaximum = 7,
                ConnectTimeout = TimeSpan.FromMinutes(5),
                PacketBytesMax = 2 << 20,
                QueuedBytesMax = 4096,
                QueueFull = QueueFullPolicy.DropOldest,
                SessionExpirySecondsMax = 7 * 86_400,
                PersistentSessionExpirySeconds = uint.MaxValue,
                KeepAliveSecondsMax = 90,
                MaximumQoS = QoS.AtLeastOnce,
                RetainAvailable = false,
                ResponseInformation = "replies/",
                SysInterval = TimeSpan.Zero,
            },
            read.Broker);
        Assert.Equal((LogLevel.Debug, 1_500_000), (read.Log.Level, read.Log.FileBytesMax));
    }

    [Theory]
    [InlineData("limits.receive_maximum = 5")]
    [InlineData("limits = { receive_maximum = 5 }")]
    [InlineData("[limits]\n\"receive_maximum\" = 5")]
    public void A_key_may_be_written_in_any_way_that_toml_knows(string text) =>
        Assert.Equal(5, Accepted(text).Broker.ReceiveMaximum);

    [Theory]
    [InlineData("[limits]\nreceive_maximum = 70000", "2:19", "limits.receive_maximum = 70000 is out of range", "a whole number from 1 to 65535 (default 1000)")]
    [InlineData("[limits]\nreceive_maximum = \"many\"", "2:19", "limits.receive_maximum = \"many\" is not a whole number", "1 to 65535")]
    [InlineData("[limits]\nconnect_timeout = 10", "2:19", "limits.connect_timeout = 10 is not a duration in quotes", "\"1s\"")]
    [InlineData("[limits]\nconnect_timeout = \"1500ms\"", "2:19", "is not a multiple of 1s", "10m")]
    [InlineData("[limits]\nkeep_alive_max = \"65536s\"", "2:18", "is out of range", "65535s")]
    [InlineData("[limits]\nmaximum_packet_size = \"2MEGS\"", "2:23", "is not a size", "2MB")]
    [InlineData("[limits]\nqueue_full = \"drop\"", "2:14", "is none of the choices", "drop_newest")]
    [InlineData("[access]\nallow_anonymous = \"yes\"", "2:19", "is neither true nor false", "true or false")]
    [InlineData("[access]\nauthentication = []", "2:18", "names no link: nobody could connect", "\"password\", \"scram\"")]
    [InlineData("[access]\nauthentication = [\"pasword\"]", "2:18", "names \"pasword\", which is no link (\"password\" is)", "each once")]
    [InlineData("[access.jwt]\nsecret = \"too short\"", "2:10", "access.jwt.secret = (not shown) is not usable here", "32 bytes or more")]
    [InlineData("[access.jwt]\nsecret = \"-----BEGIN PUBLIC KEY-----MIIBIjANBgkqhkiG9w0B\"", "2:10", "(not shown) is not usable here", "32 bytes or more")]
    [InlineData("[access.jwt]\nisuer = \"x\"", "2:1", "unknown key access.jwt.isuer", "Did you mean issuer?")]
    [InlineData("[access.htp]\nurl = \"x\"", "1:1", "section [access.htp] is unknown", "Did you mean [access.http]?")]
    [InlineData("[access.http]\nurl = \"ftp://x\"", "2:7", "access.http.url = \"ftp://x\" is not usable here", "a URL such as")]
    [InlineData("access.certificate_user = \"dn\"", "1:27", "is none of the choices", "san_uri")]
    [InlineData("[[listener]]\nport = 1\nauthentication = [\"scram\", \"scram\"]", "3:18", "names a link twice", "\"password\", \"scram\"")]
    [InlineData("[limits]\n  recieve_maximum = 5", "2:3", "unknown key limits.recieve_maximum", "Did you mean receive_maximum?")]
    [InlineData("receive_maximum = 5", "1:1", "receive_maximum is unknown here", "It belongs under [limits]")]
    [InlineData("[limit]\nreceive_maximum = 5", "1:1", "section [limit] is unknown", "Did you mean [limits]?")]
    [InlineData("[[limits]]\nreceive_maximum = 5", "1:1", "may not be repeated", "Write [limits]")]
    [InlineData("[listener]\nport = 5", "1:1", "must be in double brackets", "[[listener]]")]
    [InlineData("[[listener]]\naddress = \"::\"", "1:1", "has no port", "port = 61613")]
    [InlineData("[[listener]]\nport = 5\nunix_socket = \"run/a.sock\"", "1:1", "has both port and unix_socket", "for each")]
    [InlineData("[[listener]]\nunix_socket = \"a\"\n[[listener]]\nunix_socket = \"a\"", "3:1", "repeats a", "its own")]
    [InlineData("[[listener]]\nunix_socket = \"a\"\nunix_socket_mode = \"999\"", "3:20", "is not usable here", "octal")]
    [InlineData("[[listener]]\nport = 5\nproxy_protocol = true", "1:1", "trusts no proxy", "trusted_proxies")]
    [InlineData("[[listener]]\nport = 5\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy.example\"]", "3:19", "holds \"proxy.example\"", "addresses and networks")]
    [InlineData("[[listener]]\nport = 70000", "2:8", "listener.port = 70000 is out of range", "0 to 65535")]
    [InlineData("[[listener]]\nport = 5\naddress = \"localhost\"", "3:11", "is not usable here", "IP address")]
    [InlineData("[[listener]]\nport = 5\n[[listener]]\nport = 5", "3:1", "repeats 0.0.0.0:5", "its own address or port")]
    [InlineData("listener = [{ port = 5 }]", "1:1", "listener is not a value", "[[listener]]")]
    [InlineData("[limits\nreceive_maximum = 5", "1:8", "not valid TOML", "toml.io")]
    [InlineData("[log]\nlevel = \"info\"\nlevel = \"debug\"", "3:1", "already defined", "Correct the line")]
    public void Error_names_place_value_and_remedy(string text, string place, string problem, string remedy)
    {
        var error = Refused(text)[0];
        Assert.StartsWith($"etc/heliograph.toml:{place}: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy.Replace("\"1s\"", "1s", StringComparison.Ordinal), error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jwt", "Set secret, key or key_set under [access.jwt]")]
    [InlineData("http", "Set url under [access.http]")]
    public void A_link_without_what_it_needs_is_refused(string link, string remedy)
    {
        Assert.Equal(remedy, Assert.Single(Refused($"[access]\nauthentication = [\"{link}\"]")).Remedy);
        Assert.Equal(remedy, Assert.Single(Refused($"[[listener]]\nport = 1\nauthentication = [\"{link}\"]")).Remedy);
    }

    [Fact]
    public void All_errors_are_reported_in_the_order_of_the_file()
    {
        var errors = Refused("""
            [limits]
            receive_maximum = 0
            nonsense_that_is_near_nothing = 1
            sessions_max = = 5
            [log]
            level = "loud"
            """);
        Assert.Equal([2, 3, 4, 6], errors.Select(error => error.Line));
    }

    [Fact]
    public void Two_listeners_of_one_name_are_refused() =>
        Assert.Contains("two listeners are named \"a\"",
            Refused("[[listener]]\nname = \"a\"\nport = 1\n[[listener]]\nname = \"a\"\nport = 2")[0].Problem, StringComparison.Ordinal);

    [Fact]
    public void Control_characters_of_a_value_are_escaped_in_the_error() =>
        Assert.DoesNotContain('\u001b', Refused("[limits]\nqueue_full = '\u202e\u001b'")[0].ToString());

    [Fact]
    public void Missing_file_is_an_error_and_no_exception()
    {
        var read = ConfigurationFile.Load(Path.Combine(Path.GetTempPath(), "heliograph-no-such-file.toml"), "etc/heliograph.toml");
        Assert.Null(read.Configuration);
        Assert.Contains("cannot be read", Assert.Single(read.Errors).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[limits]\nreceive_maximum = 99999999999999999999999")]
    [InlineData("[limits]\nreceive_maximum = nan")]
    [InlineData("[limits]\nreceive_maximum = 2026-01-01")]
    [InlineData("[limits]\nreceive_maximum = [1]")]
    [InlineData("[limits]\nreceive_maximum = {}")]
    [InlineData("[limits]\nconnect_timeout = \"99999999999999999999999s\"")]
    [InlineData("[limits]\nqueued_bytes_max = \"99999999999999999999TB\"")]
    [InlineData("[limits]\nconnect_timeout = \"s\"")]
    [InlineData("[limits]\nconnect_timeout = \"-5s\"")]
    [InlineData("[limits.deeper]\nreceive_maximum = 5")]
    [InlineData("limits = 5")]
    [InlineData("[[listener]]\nport = {}")]
    [InlineData("\0")]
    public void Odd_values_are_refused_and_never_thrown(string text) => Refused(text);

    [Fact]
    public void Any_damage_to_a_file_is_read_or_refused_and_never_thrown()
    {
        var random = new Random(20_301);
        var whole = DefaultConfigurationFile.Render(new()).Replace("# ", "", StringComparison.Ordinal);
        const string Pieces = "[]{}\"'=.,#\n\r\t\\ 0aé😀\0";
        for (var round = 0; round < 500; round++)
        {
            var start = random.Next(whole.Length - 200);
            var text = whole.Substring(start, random.Next(200)).ToCharArray();
            for (var damage = random.Next(4); damage > 0 && text.Length > 0; damage--) text[random.Next(text.Length)] = Pieces[random.Next(Pieces.Length)];
            var read = ConfigurationFile.Parse(new string(text), "t");
            Assert.NotEqual(read.Configuration is null, read.Errors.Count == 0);
            Assert.All(read.Errors, error => Assert.DoesNotContain('\n', error.ToString()));
        }
    }

    private static ServerConfiguration Accepted(string text)
    {
        var read = ConfigurationFile.Parse(text, "etc/heliograph.toml");
        Assert.Empty(read.Errors);
        return Assert.IsType<ServerConfiguration>(read.Configuration);
    }

    private static IReadOnlyList<ConfigurationError> Refused(string text)
    {
        var read = ConfigurationFile.Parse(text, "etc/heliograph.toml");
        Assert.Null(read.Configuration);
        Assert.NotEmpty(read.Errors);
        return read.Errors;
    }

    [Theory]
    [InlineData("[[listener]]\nunix_socket = \"run/broker.sock\"\n")]
    [InlineData("[[listener]]\nport = 1883\nname = \"a\\tb \\\"c\\\" \\\\d\"\n")]
    public void What_is_written_of_a_configuration_says_the_same(string text)
    {
        var configuration = ConfigurationFile.Parse(text, "etc/heliograph.toml").Configuration!;
        var again = ConfigurationFile.Parse(DefaultConfigurationFile.Render(configuration), "etc/heliograph.toml");
        Assert.Empty(again.Errors);
        Assert.Equal(configuration.Listeners, again.Configuration!.Listeners);
    }
}
