using System.IO.Pipelines;
using Heliograph.Broker.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Local;

/// <summary>A connection without a network: two pipes, each bounded by <see cref="BytesMax"/>. The broker's end; <see cref="Client"/> is the other.</summary>
internal sealed class MemoryConnection : ConnectionContext, IDuplexPipe
{
    /// <summary>Bytes that may be on their way in one direction; then whoever writes waits.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly Pipe _toBroker = NewPipe(), _toClient = NewPipe();
    private readonly CancellationTokenSource _closed = new();

    /// <param name="name">The address that people see, such as in-process:1.</param>
    /// <param name="policy">What holds for it in place of the broker's options; null for nothing.</param>
    public MemoryConnection(string name, ConnectionPolicy? policy = null)
    {
        ConnectionId = name;
        Client = new(_toClient.Reader, _toBroker.Writer);
        ConnectionClosed = _closed.Token;
        Transport = this;
        Features.Set(new Peer(name, IsLoopback: true) { Policy = policy });
    }

    /// <summary>The client's end.</summary>
    public MemoryEnd Client { get; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _toBroker.Reader;

    PipeWriter IDuplexPipe.Output => _toClient.Writer;

    /// <summary>Serves it until either side ends it.</summary>
    public async Task RunAsync(Func<ConnectionContext, Task> serve)
    {
        try
        {
            await serve(this);
        }
        finally
        {
            await _toClient.Writer.CompleteAsync();
            await _toBroker.Reader.CompleteAsync();
            await _closed.CancelAsync();
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Client.Cut();
        _toBroker.Reader.CancelPendingRead();
    }

    private static Pipe NewPipe() => new(new PipeOptions(pauseWriterThreshold: BytesMax, resumeWriterThreshold: BytesMax / 2, useSynchronizationContext: false));
}
