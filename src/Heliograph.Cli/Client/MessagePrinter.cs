using System.Buffers;
using System.Text;
using MQTTnet;

namespace Heliograph.Cli.Client;

/// <summary>Prints messages as they come, byte for byte, until there are enough.</summary>
internal sealed class MessagePrinter(Stream output)
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _printed;

    public bool WithTopic { get; init; }
    public bool WithNewline { get; init; } = true;
    public bool WithRetained { get; init; } = true;
    public bool RetainedOnly { get; init; }
    public int? CountMax { get; init; }

    /// <summary>Ends when there are enough messages.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Takes one message; the client library calls it for one after the other.</summary>
    public async Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        var message = received.ApplicationMessage;
        if (_finished.Task.IsCompleted)
        {
            received.AutoAcknowledge = false;   // not printed, so not acknowledged: it comes again to the next one
            return;
        }

        if (message.Retain ? !WithRetained : RetainedOnly)
        {
            if (RetainedOnly) _finished.TrySetResult();
            return;
        }

        await output.WriteAsync(Line(message));
        await output.FlushAsync();
        if (++_printed == CountMax) _finished.TrySetResult();
    }

    private byte[] Line(MqttApplicationMessage message)
    {
        var line = new ArrayBufferWriter<byte>();
        if (WithTopic) line.Write(Encoding.UTF8.GetBytes($"{message.Topic} "));
        if (WithTopic && message.Payload.IsEmpty) line.Write("(null)"u8);
        foreach (var part in message.Payload) line.Write(part.Span);
        if (WithNewline) line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }
}
