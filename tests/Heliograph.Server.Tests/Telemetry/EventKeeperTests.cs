using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Telemetry;
using Heliograph.Server.Tests.Listeners;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Telemetry;

public sealed class EventKeeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_about_an_event_is_there_again_and_a_new_one_goes_behind_it()
    {
        BrokerEvent first = new(new(1), EventKind.Denied, "pump\n\u202E7", "plant", "10.0.0.7:1", ReasonCode.NotAuthorized, "rule", "a/\"b\"");
        BrokerEvent second = new(new(2), EventKind.SessionEnded, "", null, null, ReasonCode.Success, "", null);
        Write(first);
        Write(second);
        Assert.Equal([first, second], Kept());
    }

    [Fact]
    public void Half_a_line_and_foreign_lines_are_left_out_and_told_and_what_follows_is_kept()
    {
        Write(Event("a", 1));
        File.AppendAllText(Path_, "{\"at\":1}\nnonsense\n{\"at\":3,\"kind\":\"NoSuchKind\",\"client\":\"a\",\"code\":0,\"cause\":\"\"}\n{\"at\":2,\"kind\":\"Conn");
        var log = new RecordingLog();
        var history = new EventHistory(10, 10);
        using (var keeper = new EventKeeper(new(_folder.Root, 10, 10), log.CreateLogger("")))
        {
            keeper.Start(history);
            keeper.OnEvent(Event("a", 4));
        }

        Assert.Equal(["1"], history.Latest().Select(one => one.Cause));
        Assert.True(log.Has(LogLevel.Warning, "4 lines of the kept events cannot be read"), log.ToString());
        Assert.Equal(["1", "4"], Kept().Select(one => one.Cause));
    }

    [Fact]
    public void A_full_file_keeps_what_the_history_would_and_stays_within_its_bound()
    {
        const int bytesMax = 20_000;
        using (var file = new EventFile(_folder.Root, 100, 5, bytesMax))
        {
            Append(file, Event("quiet", 0));
            for (var i = 1; i < 2_000; i++)
            {
                Append(file, Event("loud", i));
                Assert.InRange(new FileInfo(Path_).Length, 1, bytesMax);
            }
        }

        Assert.False(File.Exists(Path_ + ".new"));
        Assert.Equal(["quiet", "loud", "loud", "loud", "loud", "loud"], Kept(100, 5).Select(one => one.ClientId));
        Assert.Equal("1999", Kept()[^1].Cause);
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        Write(Event("a", 1));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path_));
    }

    [Fact]
    public void A_disk_that_cannot_be_written_costs_the_events_and_nothing_else()
    {
        File.WriteAllText(_folder.At("taken"), "");
        var log = new RecordingLog();
        var keeper = new EventKeeper(new(_folder.At("taken", "events"), 10, 10), log.CreateLogger(""));
        keeper.Start(new(10, 10));
        for (var i = 0; i < 3; i++) keeper.OnEvent(Event("a", i));
        keeper.Dispose();
        Assert.Equal(3, keeper.Dropped);
        Assert.Single(log.Lines, line => line.Text.Contains("events cannot be written", StringComparison.Ordinal));
    }

    [Fact]
    public void A_writer_that_does_not_keep_up_drops_and_counts()
    {
        using var keeper = new EventKeeper(new(_folder.Root, 10, 10), new RecordingLog().CreateLogger(""));
        for (var i = 0; i < EventKeeper.WaitingMax + 7; i++) keeper.OnEvent(Event("a", i)); // not started: nothing is taken
        Assert.Equal(7, keeper.Dropped);
    }

    [Fact]
    public async Task A_server_that_is_killed_remembers_what_happened()
    {
        await using (var server = await TestServer.StartAsync(change: options => options with { EventsFolder = _folder.Root }))
        {
            await using var client = await RawPeer.ConnectAsync(server.EndPoint(), "before");
            // Read while the server runs: what is there then is there after a kill.
            await TestServer.UntilAsync(() => Kept().Any(one => one.Kind == EventKind.Connected), () => "the event is not written");
        }

        await using var again = await TestServer.StartAsync(change: options => options with { EventsFolder = _folder.Root });
        Assert.Contains(again.Broker.Events.OfClient("before"), one => one.Kind == EventKind.Connected);
        Assert.Contains(again.Broker.Events.OfClient("before"), one => one.Kind == EventKind.Disconnected);
    }

    private string Path_ => _folder.At("events.jsonl");

    private void Write(BrokerEvent happened)
    {
        using var file = new EventFile(_folder.Root, 100, 100);
        Append(file, happened);
    }

    private static void Append(EventFile file, BrokerEvent happened)
    {
        var line = new System.Buffers.ArrayBufferWriter<byte>();
        EventLine.Write(happened, line);
        file.Append(line.WrittenSpan);
    }

    private BrokerEvent[] Kept(int eventsMax = 10_000, int eventsPerClientMax = 10_000)
    {
        var history = new EventHistory(eventsMax, eventsPerClientMax);
        if (File.Exists(Path_)) new EventFile(_folder.Root, eventsMax, eventsPerClientMax).Read(history);
        return history.Latest();
    }

    private static BrokerEvent Event(string clientId, int number) =>
        new(new(number), EventKind.Connected, clientId, null, null, ReasonCode.Success, $"{number}");
}
