using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A new subscriber's visit, to see what is retained.</summary>
internal sealed class RetainedVisit : IPeer
{
    private static readonly ClientSettings Settings = new("reader", ProtocolVersion.V311) { CleanStart = true };
    private readonly RetainedReading _reading;
    private readonly Line _line;

    public RetainedVisit(PowerCutWorld world, RetainedReading reading)
    {
        _reading = reading;
        _line = new(world, this);
        _line.Connect(Settings);
    }

    public static ProtocolVersion Version => Settings.Version;

    public string Name => Settings.Name;

    public bool IsSettled => _reading.IsDone;

    public void Act() => _reading.Work(_line.Output);

    public void OnConnAck(bool sessionPresent) => _reading.OnConnected(_line.Output);

    public void OnPacket(FixedHeader header, ReadOnlySpan<byte> body) => _reading.OnPacket(_line.Output, header, body);

    public void OnLost(bool wasClosedByBroker)
    {
        // The line tells.
    }

    public void Leave() => _line.Vanish();
}
