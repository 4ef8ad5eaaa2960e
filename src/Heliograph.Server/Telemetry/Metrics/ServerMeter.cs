using System.Diagnostics.Metrics;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>The meter "Heliograph" of one server: its instruments read what is counted anyway, when somebody looks.</summary>
/// <remarks>No attribute holds anything that a client chose. docs/metrics.md lists every instrument; a test keeps the list.</remarks>
internal sealed class ServerMeter : IDisposable
{
    public const string Name = "Heliograph";

    private readonly Meter _meter = new(Name, HeliographServer.Version);

    public ServerMeter(HeliographServer server)
    {
        StateInstruments.AddTo(_meter, server);
        TrafficInstruments.AddTo(_meter, server.Broker.Counters);
        ConsoleRefusals.AddTo(_meter);
        if (server.HasStore) StoreInstruments.AddTo(_meter, server);
    }

    /// <summary>Who was not let in at the console; the console counts.</summary>
    public ConsoleRefusals ConsoleRefusals { get; } = new();

    /// <summary>Whether an instrument is one of this server or one of those of the runtime that go with it.</summary>
    public bool Includes(Instrument instrument) => instrument.Meter == _meter || RuntimeInstruments.Includes(instrument);

    public void Dispose() => _meter.Dispose();
}
