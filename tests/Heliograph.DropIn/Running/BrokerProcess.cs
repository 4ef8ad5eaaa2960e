using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;

namespace Heliograph.DropIn.Running;

/// <summary>One broker on one stage, started with a command line of Mosquitto's.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly ChildProcess _process;
    private readonly StringBuilder _output = new();
    private bool _hasAnswered;

    public BrokerProcess(BrokerKind kind, Stage stage, IReadOnlyList<string> arguments)
    {
        var tool = kind == BrokerKind.Mosquitto
            ? Tool.Find("mosquitto", "mosquitto")
            : Checkout.Program.With("mosquitto");
        _process = new(tool, arguments, OnLine, _ => { }, stage.Folder);
    }

    /// <summary>All that it has written to standard output and standard error.</summary>
    public string Output
    {
        get { lock (_output) return _output + _process.Errors; }
    }

    public Task<int> EndedAsync() => _process.EndedAsync();

    /// <summary>Waits until it either answers a client or has ended: a port may be open before the rest has been looked at.</summary>
    /// <returns>Whether it answers.</returns>
    public async Task<bool> HasStartedAsync(int port)
    {
        try
        {
            using var socket = await ConnectAsync(() => new(SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Loopback, port));
            await socket.SendAsync(new Connect(ProtocolVersion.V311).Encode());
            return await socket.ReceiveAsync(new byte[1]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks it to end and waits for that.</summary>
    public Task<int> StopAsync()
    {
        _process.Terminate();
        return EndedAsync();
    }

    /// <summary>Asks it to read its files again.</summary>
    public void Reload() => _process.HangUp();

    /// <summary>Connects a socket. A broker that has just been started is waited for.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public async Task<Socket> ConnectAsync(Func<Socket> create, EndPoint endPoint)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var socket = create();
            try
            {
                await socket.ConnectAsync(endPoint);
                _hasAnswered = true;
                return socket;
            }
            catch (SocketException) when (!_hasAnswered && !_process.HasEnded && TimeProvider.System.GetElapsedTime(patience) < Patience.Limit)
            {
                socket.Dispose();
                await Task.Delay(Poll);
            }
            catch (SocketException)
            {
                socket.Dispose();
                throw;
            }
        }
    }

    public void Dispose() => _process.Dispose();

    private void OnLine(string line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
