using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Server;

namespace Heliograph.Cli.Bench;

/// <summary>One client of a benchmark: publishes, subscribes, or is only there, and counts what happens.</summary>
internal sealed class BenchClient(BenchPlan plan, int number, BenchConnection connection, BenchCounts counts, MessageBudget budget)
{
    private const int BatchMax = 64, BatchBytesMax = 64 * 1024;

    private static readonly TimeSpan LastAnswersMax = TimeSpan.FromSeconds(10), GoodbyeMax = TimeSpan.FromSeconds(1);

    private readonly byte[] _topic = Encoding.UTF8.GetBytes(plan.TopicOf(number));
    private readonly byte[] _payload = NewPayload(plan.PayloadBytes);
    private readonly OpenPublishes _open = new(plan.QoS == QoS.AtMostOnce ? 0 : plan.Inflight);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes part until the benchmark ends, or its connection does.</summary>
    /// <param name="begin">Ends when all are connected: publishers begin then.</param>
    /// <param name="end">The benchmark is over.</param>
    public async Task RunAsync(Task begin, CancellationToken end)
    {
        using var gone = new CancellationTokenSource();
        // What is being written at the end, and the last answers, have the same time.
        using var late = new CancellationTokenSource();
        using var bound = end.UnsafeRegister(static source => ((CancellationTokenSource)source!).CancelAfter(LastAnswersMax), late);
        var reading = ReadAsync(gone.Token);
        try
        {
            var working = plan.Kind == BenchKind.Publish ? PublishAsync(begin, end, late.Token) : Task.Delay(Timeout.Infinite, end);
            await await Task.WhenAny(reading, working);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It is over.
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperatorException)
        {
            counts.OnLost(failure.Message.TrimEnd('.'));
            return;
        }

        if (!end.IsCancellationRequested) late.CancelAfter(LastAnswersMax);
        await WaitForAnswersAsync(late.Token);
        await gone.CancelAsync();
        await LeaveAsync();
    }

    /// <summary>Subscribes; ends when the broker has granted it.</summary>
    /// <exception cref="OperatorException">The broker refuses it, or does not answer in time.</exception>
    public async Task SubscribeAsync(CancellationToken stop)
    {
        try
        {
            await SendSubscribeAsync(stop).AsTask().WaitAsync(LastAnswersMax, stop);
            await _subscribed.Task.WaitAsync(LastAnswersMax, stop);
        }
        catch (TimeoutException)
        {
            throw new OperatorException(
                $"the broker did not answer the subscription to {plan.TopicOf(number)} within {LastAnswersMax.TotalSeconds} s", "Open fewer connections at once with --connect-rate, or look at the broker");
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new OperatorException($"the connection ended before the subscription to {plan.TopicOf(number)}: {failure.Message.TrimEnd('.')}", "Look at the log of the broker for why", failure);
        }
    }

    private ValueTask SendSubscribeAsync(CancellationToken stop) => connection.SendAsync(
        this,
        static (client, output) =>
        {
            var entries = new ArrayBufferWriter<byte>();
            SubscribeEntries.Append(entries, client._topic, new(client.Plan.QoS));
            new Subscribe { PacketId = 1, Payload = entries.WrittenSpan }.Write(output, client.Plan.Version);
        },
        stop);

    /// <summary>Says that it is there, if it has said nothing else for long.</summary>
    public async Task PingAsync(CancellationToken stop)
    {
        try
        {
            await connection.SendAsync(0, static (_, output) => Ping.WriteRequest(output), stop);
        }
        catch (Exception failure) when (IsGone(failure))
        {
            // Its reading says so.
        }
    }

    private BenchPlan Plan => plan;

    private static byte[] NewPayload(int bytes)
    {
        var payload = new byte[bytes];
        payload.AsSpan().Fill((byte)'x');
        return payload;
    }

    private async Task PublishAsync(Task begin, CancellationToken end, CancellationToken late)
    {
        await begin.WaitAsync(end);
        var perSecond = plan.Rate / plan.Clients;
        var began = Stopwatch.GetTimestamp();
        // Spread over the interval between two messages, so that the clients do not send in step.
        var phase = plan.Rate > 0 ? number / plan.Rate : 0;
        long sent = 0;
        while (!end.IsCancellationRequested)
        {
            var due = BatchMax;
            if (plan.Rate > 0)
            {
                var now = Stopwatch.GetElapsedTime(began).TotalSeconds - phase;
                due = (int)Math.Clamp(Math.Floor(now * perSecond) + 1 - sent, 0, BatchMax);
                if (due == 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, ((sent / perSecond) - now))), end);
                    continue;
                }
            }

            var written = await SendBatchAsync(due, end, late);
            if (written < 0) return; // the count has been reached
            sent += written;
        }
    }

    // How many were sent; -1 when no more are to be.
    private async Task<int> SendBatchAsync(int due, CancellationToken end, CancellationToken late)
    {
        if (plan.QoS > QoS.AtMostOnce && _open.IsFull) await _open.Room.WaitAsync(end);
        var most = Math.Clamp(BatchBytesMax / (_payload.Length + _topic.Length + 16), 1, due);
        if (plan.QoS > QoS.AtMostOnce) most = Math.Min(most, _open.FreeCount);
        if (most == 0) return 0;
        var granted = budget.Take(most);
        if (granted == 0) return -1;
        await connection.SendAsync((Client: this, granted), static (state, output) =>
        {
            for (var i = 0; i < state.granted; i++) state.Client.Write(output);
        }, late);
        counts.OnSent(granted, (long)granted * _payload.Length);
        return granted;
    }

    private void Write(ArrayBufferWriter<byte> output)
    {
        Stamp.Write(_payload);
        new Publish
        {
            Topic = _topic, Payload = _payload, QoS = plan.QoS, Retain = plan.Retain, PacketId = plan.QoS == QoS.AtMostOnce ? (ushort)0 : _open.Take(),
        }.Write(output, plan.Version);
    }

    private async Task WaitForAnswersAsync(CancellationToken late)
    {
        try
        {
            while (!_open.AreAllEnded) await _open.Room.WaitAsync(late);
        }
        catch (OperationCanceledException)
        {
            counts.OnRefused($"the broker did not acknowledge everything within {LastAnswersMax.TotalSeconds} s after the end");
        }
    }

    // Says goodbye, unless the broker does not read.
    private async Task LeaveAsync()
    {
        using var late = new CancellationTokenSource(GoodbyeMax);
        try
        {
            await connection.SendAsync(plan.Version, static (version, output) => new Disconnect().Write(output, version), late.Token);
        }
        catch (Exception failure) when (IsGone(failure))
        {
            // The broker sees the connection end.
        }
    }

    private static bool IsGone(Exception failure) => failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await connection.ReadAllAsync(Handle, stop);
            throw new IOException("the broker closed the connection");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for more.
        }
        catch (Exception failure)
        {
            _subscribed.TrySetException(failure);
            throw;
        }
    }

    private void Handle(FixedHeader header, ReadOnlySpan<byte> body, ArrayBufferWriter<byte> answers)
    {
        switch (header.Type)
        {
            case PacketType.Publish:
                if (Publish.TryRead(body, header.Flags, plan.Version, PropertySite.PublishToClient, out var message).IsNone) Receive(message, answers);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                if (Acknowledgement.TryRead(body, header.Type, plan.Version, out var acknowledgement).IsNone) Handle(acknowledgement, answers);
                break;
            case PacketType.SubAck:
                if ((ReasonCode)body[^1] < ReasonCode.UnspecifiedError) _subscribed.TrySetResult();
                else throw new OperatorException($"the broker refuses the subscription to {plan.TopicOf(number)}: {(ReasonCode)body[^1]}", "Check what the user may do");
                break;
            case PacketType.Disconnect:
                throw new OperatorException($"the broker ended the connection: {(body.IsEmpty ? ReasonCode.Success : (ReasonCode)body[0])}", "Look at the log of the broker for why");
        }
    }

    private void Receive(in Publish message, ArrayBufferWriter<byte> answers)
    {
        counts.OnReceived(1, message.Payload.Length);
        if (Stamp.TryRead(message.Payload, out var age)) counts.OfMessages.Add(age);
        if (message.QoS == QoS.AtMostOnce) return;
        Answer(message.QoS == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, message.PacketId, answers);
    }

    private void Handle(in Acknowledgement acknowledgement, ArrayBufferWriter<byte> answers)
    {
        var isRefused = acknowledgement.Code >= ReasonCode.UnspecifiedError;
        if (acknowledgement.Type == PacketType.PubRel) Answer(PacketType.PubComp, acknowledgement.PacketId, answers);
        else if (acknowledgement.Type == PacketType.PubRec && !isRefused) Answer(PacketType.PubRel, acknowledgement.PacketId, answers);
        else if (_open.TryEnd(acknowledgement.PacketId, out var time))
        {
            if (isRefused) counts.OnRefused($"the broker refuses publishes: {acknowledgement.Code}");
            else counts.OnAcknowledged();
            counts.OfMessages.Add(time);
        }
    }

    private void Answer(PacketType type, ushort packetId, ArrayBufferWriter<byte> answers) =>
        new Acknowledgement { Type = type, PacketId = packetId }.Write(answers, plan.Version);
}
