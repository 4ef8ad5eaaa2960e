namespace Heliograph.DropIn.Running;

/// <summary>The broker that judges, and the one that is judged.</summary>
internal enum BrokerKind
{
    Mosquitto,
    Heliograph,
}
