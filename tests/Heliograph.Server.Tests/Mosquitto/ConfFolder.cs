using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Mosquitto;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>A mosquitto.conf in a folder of its own, and the log of the brokers that run on it.</summary>
internal sealed class ConfFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Root;

    public StringWriter Log { get; } = new();

    public string At(string path) => _folder.At(path);

    /// <summary>Writes the file anew.</summary>
    public void Write(params string[] lines) => File.WriteAllLines(At("mosquitto.conf"), lines);

    /// <summary>Names the file, and what may stand beside it.</summary>
    public MosquittoCommandLine Command(params int[] ports) => new(At("mosquitto.conf"), ports, IsVerbose: false);

    /// <summary>Starts a broker on these lines.</summary>
    public Task<MosquittoServer> StartAsync(params string[] lines)
    {
        Write(lines);
        return StartAsync(Command());
    }

    public Task<MosquittoServer> StartAsync(MosquittoCommandLine command) =>
        MosquittoServer.StartAsync(command, Log, TextWriter.Null, TestContext.Current.CancellationToken);

    /// <summary>A port that nobody has now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _folder.Dispose();
        Log.Dispose();
    }
}
