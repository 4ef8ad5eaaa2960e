using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Server;

namespace Heliograph.Cli.Bench;

/// <summary>One connection of a benchmark: socket, TLS, packets. One reader; any number of writers, one at a time.</summary>
internal sealed class BenchConnection : IAsyncDisposable
{
    private const int PacketBytesMax = 268_435_460;

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(20);

    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ArrayBufferWriter<byte> _output = new();

    private BenchConnection(Stream stream) => (_stream, _input) = (stream, PipeReader.Create(stream, new(bufferSize: 16 * 1024, leaveOpen: true)));

    /// <summary>How long it took from opening the socket to CONNACK.</summary>
    public TimeSpan TimeToConnect { get; private set; }

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="OperatorException">The broker cannot be reached, or refuses; says why.</exception>
    public static async Task<BenchConnection> OpenAsync(BenchPlan plan, int client, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(AnswerMax);
        BenchConnection? connection = null;
        try
        {
            connection = new(await StreamAsync(plan, limit.Token));
            await connection.LogInAsync(plan, client, limit.Token);
            connection.TimeToConnect = Stopwatch.GetElapsedTime(began);
            return connection;
        }
        catch (Exception failure)
        {
            if (connection is not null) await connection.DisposeAsync();
            throw failure switch
            {
                OperationCanceledException when !stop.IsCancellationRequested => new OperatorException($"{plan.Host}:{plan.Port} did not answer within {AnswerMax.TotalSeconds} s", "Open fewer connections at once with --connect-rate, or look at the broker"),
                SocketException or IOException => new OperatorException($"no connection to {plan.Host}:{plan.Port}: {failure.Message.TrimEnd('.')}", "Check host and port, and how many files a process may open (ulimit -n)", failure),
                AuthenticationException => new OperatorException($"no TLS with {plan.Host}:{plan.Port}: {failure.Message.TrimEnd('.')}", "Name the authority with --cafile, or take --insecure", failure),
                _ => failure,
            };
        }
    }

    /// <summary>Writes what a writer makes, and waits until the network has taken it.</summary>
    /// <param name="state">What the writer is given.</param>
    /// <param name="write">Makes packets.</param>
    /// <param name="stop">Gives up waiting. What has been begun is written whole all the same, or the next packet would begin within another.</param>
    public async ValueTask SendAsync<T>(T state, Action<T, ArrayBufferWriter<byte>> write, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        await WriteAsync(state, write).WaitAsync(stop);
    }

    /// <summary>Reads packets until the connection ends, and answers after each read.</summary>
    /// <param name="handle">Takes each packet, and writes answers into the buffer.</param>
    /// <param name="stop">Ends it.</param>
    public async Task ReadAllAsync(PacketHandler handle, CancellationToken stop)
    {
        var answers = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await _input.ReadAsync(stop);
            var unread = read.Buffer;
            Handle(ref unread, handle, answers);
            _input.AdvanceTo(unread.Start, unread.End);
            if (answers.WrittenCount > 0)
            {
                await SendAsync(answers, static (from, to) => to.Write(from.WrittenSpan), stop);
                answers.ResetWrittenCount();
            }

            if (read.IsCompleted) return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _input.CompleteAsync();
    }

    // Within its turn, which ends with the write.
    private async Task WriteAsync<T>(T state, Action<T, ArrayBufferWriter<byte>> write)
    {
        try
        {
            _output.ResetWrittenCount();
            write(state, _output);
            if (_output.WrittenCount > 0) await _stream.WriteAsync(_output.WrittenMemory, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void Handle(ref ReadOnlySequence<byte> unread, PacketHandler handle, ArrayBufferWriter<byte> answers)
    {
        var frames = new FrameReader(unread);
        try
        {
            FrameStatus status;
            while ((status = frames.TryPeek(PacketBytesMax, out var head, out var body)) == FrameStatus.Complete)
            {
                handle(head.Header, body, answers);
                frames.Advance(head);
            }

            if (status != FrameStatus.NeedMore) throw new IOException("what came is not MQTT");
        }
        finally
        {
            unread = frames.Unread;
            frames.Dispose();
        }
    }

    private static async Task<Stream> StreamAsync(BenchPlan plan, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(plan.Host, plan.Port, stop);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (plan.Tls is null) return stream;
            var secure = new SslStream(stream);
            stream = secure;
            await secure.AuthenticateAsClientAsync(plan.Tls, stop);
            return secure;
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private async Task LogInAsync(BenchPlan plan, int client, CancellationToken stop)
    {
        await SendAsync((plan, client), static (state, output) => new Connect
        {
            Version = state.plan.Version,
            CleanStart = true,
            KeepAlive = state.plan.KeepAliveSeconds,
            ClientId = Encoding.UTF8.GetBytes(state.plan.IdOf(state.client)),
            HasUserName = state.plan.User is not null,
            UserName = Encoding.UTF8.GetBytes(state.plan.User ?? ""),
            HasPassword = state.plan is { User: not null, Password: not null },
            Password = Encoding.UTF8.GetBytes(state.plan.Password ?? ""),
        }.Write(output), stop);
        while (true)
        {
            var read = await _input.ReadAsync(stop);
            if (TryAccept(plan, read.Buffer, out var rest))
            {
                _input.AdvanceTo(rest);
                return;
            }

            _input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new OperatorException($"{plan.Host}:{plan.Port} closed the connection before CONNACK", "Look at the log of the broker for why");
        }
    }

    private static bool TryAccept(BenchPlan plan, ReadOnlySequence<byte> read, out SequencePosition rest)
    {
        rest = read.Start;
        if (Frame.TryTake(ref read, PacketBytesMax, out var frame) != FrameStatus.Complete) return false;
        rest = read.Start;
        if (frame.Header.Type != PacketType.ConnAck || !ConnAck.TryRead(frame.Body.ToArray(), plan.Version, out var answer).IsNone)
            throw new OperatorException($"{plan.Host}:{plan.Port} does not answer as an MQTT broker", "Check the port");
        if (answer.Code == 0) return true;
        var why = plan.Version == ProtocolVersion.V5 ? $"{(ReasonCode)answer.Code}" : $"return code {answer.Code}";
        throw new OperatorException($"the broker refuses the connection: {why}", "Check user and password (-u, -P) and the limits of the broker");
    }
}

/// <summary>Takes one packet.</summary>
internal delegate void PacketHandler(FixedHeader header, ReadOnlySpan<byte> body, ArrayBufferWriter<byte> answers);
