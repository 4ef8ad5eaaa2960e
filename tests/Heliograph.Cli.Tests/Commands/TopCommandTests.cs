using System.Text;
using System.Text.Json;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>What a running broker does, once and on a screen.</summary>
public sealed class TopCommandTests(RunningInstance broker) : IClassFixture<RunningInstance>
{
    [Fact]
    public async Task Where_there_is_no_terminal_one_look_is_printed_with_the_alarms()
    {
        var run = await ProgramRun.Of("top", "--console", broker.Console);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Heliograph ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  messages  ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  warning: The user admin still has the password that everybody knows.\n    -> Change it: heliograph passwd", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task The_busiest_client_of_the_second_comes_first()
    {
        using var subscriber = await broker.Subscribed("-i", "quiet\u0007", "-t", "nothing");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publishing = PublishAsync(stop.Token);
        JsonElement sample;
        do sample = JsonDocument.Parse((await ProgramRun.Of("top", "--json", "--console", broker.Console)).Output).RootElement;
        while (sample.GetProperty("busiest").GetArrayLength() == 0);
        await stop.CancelAsync();
        await publishing;
        var first = sample.GetProperty("busiest")[0];
        Assert.StartsWith("busy", first.GetProperty("clientId").GetString(), StringComparison.Ordinal);
        Assert.True(first.GetProperty("messagesInPerSecond").GetDouble() > 0);
        Assert.True(sample.GetProperty("overview").GetProperty("clientsConnected").GetInt32() >= 1);
    }

    [Fact]
    public async Task A_terminal_has_a_screen_of_its_own_until_the_end()
    {
        using var output = new MemoryStream();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var drawn = new TaskCompletionSource();
        using var watched = new WatchedStream(output, text =>
        {
            if (text.Contains("\u001b[J", StringComparison.Ordinal)) drawn.TrySetResult();
        });
        var terminal = new Terminal(Stream.Null, watched, TextWriter.Null, HasColours: true, IsInteractive: true) { IsScreen = true, Height = () => 5 };
        var running = CommandLine.RunAsync(["top", "--console", broker.Console], terminal, stop.Token);
        await drawn.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.StartsWith("\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?7h\u001b[?25h\u001b[?1049l", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split("\u001b[J")[0].Count(character => character == '\n'));
    }

    [Fact]
    public async Task Who_cannot_be_asked_is_a_failure_and_nonsense_is_refused()
    {
        Assert.Equal(1, (await ProgramRun.Of("top", "--console", "http://127.0.0.1:1")).ExitCode);
        Assert.Equal(2, (await ProgramRun.Of("top", "--interval", "0")).ExitCode);
        Assert.Equal(2, (await ProgramRun.Of("top", "--clients", "1000")).ExitCode);
    }

    // One connection that publishes line by line for as long as it is asked to.
    private async Task PublishAsync(CancellationToken stop)
    {
        var round = 0;
        while (!stop.IsCancellationRequested)
        {
            var lines = string.Join('\n', Enumerable.Range(0, 2_000));
            await broker.AsAdminWithInput(lines, "pub", "-i", $"busy-{round++}", "-t", "busy", "-l", "-q", "1");
        }
    }

    private sealed class WatchedStream(Stream inner, Action<string> onWrite) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            onWrite(Encoding.UTF8.GetString(buffer, offset, count));
        }
    }
}
