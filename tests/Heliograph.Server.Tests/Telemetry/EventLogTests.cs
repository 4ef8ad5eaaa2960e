using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Logging;
using Heliograph.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Telemetry;

public sealed class EventLogTests
{
    [Fact]
    public void Refusal_has_client_user_address_code_and_cause()
    {
        var line = LineOf(new(default, EventKind.Refused, "c1", "bob", "127.0.0.1:5", ReasonCode.BadUserNameOrPassword, "wrong password of user 'bob'"));
        Assert.EndsWith("warn  client 'c1' (user 'bob', 127.0.0.1:5) was refused: bad user name or password (0x86): wrong password of user 'bob'", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_data_is_escaped_and_bounded()
    {
        var line = LineOf(new(default, EventKind.Denied, "a\nb", null, null, ReasonCode.NotAuthorized, "no rule", new string('t', 60_000)));
        Assert.Contains("client 'a\\nb' was denied 'ttt", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1, 600);
    }

    [Theory]
    [InlineData(EventKind.Connected, true)]
    [InlineData(EventKind.Disconnected, true)]
    [InlineData(EventKind.Dropped, true)]
    [InlineData(EventKind.Subscribed, false)]
    [InlineData(EventKind.Expired, false)]
    public void Everyday_detail_is_left_to_the_debug_level(EventKind kind, bool isWritten) =>
        Assert.Equal(isWritten, LineOf(new(default, kind, "c1", null, null, ReasonCode.Success, "cause")).Length > 0);

    [Fact]
    public void Every_kind_has_words_of_its_own()
    {
        var lines = Enum.GetValues<EventKind>()
            .Select(kind => LineOf(new(default, kind, "c", null, null, ReasonCode.Success, ""), LogLevel.Trace).Split('\'')[^1]);
        Assert.Equal(Enum.GetValues<EventKind>().Length, lines.Distinct().Count());
    }

    [Theory]
    [InlineData(ReasonCode.QoSNotSupported, "QoS not supported (0x9B)")]
    [InlineData(ReasonCode.GrantedQoS1, "granted QoS1")]
    [InlineData(ReasonCode.SessionTakenOver, "session taken over (0x8E)")]
    public void Codes_are_put_into_words(ReasonCode code, string words) => Assert.Equal(words, CodeText.Words(code));

    private static string LineOf(BrokerEvent happened, LogLevel level = LogLevel.Information)
    {
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions { File = "", Level = level }, ".", new LogConsole(console, HasColours: false)))
            new EventLog(log.Factory.CreateLogger("test")).OnEvent(happened);
        return console.ToString().TrimEnd();
    }
}
