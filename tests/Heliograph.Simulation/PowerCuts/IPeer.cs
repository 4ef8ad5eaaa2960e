using Heliograph.Mqtt.Wire;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>Who uses a <see cref="Line"/>: one of the clients.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>Nothing is under way that the end of the run would cut in two.</summary>
    bool IsSettled { get; }

    /// <summary>Does whatever it likes to do now.</summary>
    void Act();

    /// <summary>CONNACK has come.</summary>
    void OnConnAck(bool sessionPresent);

    /// <summary>Takes one packet behind CONNACK.</summary>
    /// <exception cref="Tests.Common.Clients.ProtocolException">It breaks the standard.</exception>
    void OnPacket(FixedHeader header, ReadOnlySpan<byte> body);

    /// <summary>The connection is gone.</summary>
    /// <param name="wasClosedByBroker">The broker had taken all that was sent, and closed it.</param>
    void OnLost(bool wasClosedByBroker);
}
